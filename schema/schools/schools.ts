// Finding schools: by number, and by what people know of them.
import { KindredError } from "../../src/errors.js";
import { readSearch } from "../../src/import/search-query.js";
import { blocks } from "../../src/population/population.js";
import {
  countSchools,
  findSchools,
  type Near,
  type SchoolFilter,
  type schoolOrders,
} from "../../src/schools/school-search.js";
import { builder, inMemory } from "../builder.js";
import { page, pageCost } from "../page.js";
import { loadSchool, School } from "./school.js";

builder.queryField("school", (t) =>
  t.prismaField({
    type: School,
    access: "public",
    description:
      "A school by exactly one of its numbers; null where there is none. Of several with one LAESTAB, the open one, else that of the highest URN.",
    args: {
      urn: t.arg.int({ description: "Unique reference number." }),
      laestab: t.arg.int({ description: "Local authority code and establishment number as seven digits." }),
    },
    resolve: async (query, _root, { urn, laestab }, { database }) => {
      if ((urn == null) === (laestab == null)) {
        throw new KindredError("BAD_ARGUMENT", "Give either `urn` or `laestab`, and not both.");
      }
      if (urn != null) return database.prisma.school.findUnique({ ...query, where: { urn } });
      const schools = await database.prisma.school.findMany({ ...query, where: { laestab }, orderBy: { urn: "desc" } });
      return schools.find(({ status }) => status?.startsWith("OPEN")) ?? schools[0] ?? null;
    },
  }),
);

/** Characters of a search: longer than any school's name. */
const longestSearch = 200;

const Phase = builder.enumType("Phase", {
  description: "Phase of education as the register has it.",
  values: {
    NURSERY: { description: "Nursery." },
    PRIMARY: { description: "Primary." },
    MIDDLE_DEEMED_PRIMARY: { description: "Middle, deemed primary." },
    MIDDLE_DEEMED_SECONDARY: { description: "Middle, deemed secondary." },
    SECONDARY: { description: "Secondary." },
    ALL_THROUGH: { description: "All-through." },
    POST_16: { description: "Post-16." },
    NOT_APPLICABLE: { description: "None: special schools and alternative provision, for instance." },
  },
});

const Block = builder.enumType("Block", {
  description: "Schools that are compared with one another.",
  values: Object.fromEntries(
    blocks.map((block) => [block, { description: `State-funded: ${block.toLowerCase().replaceAll("_", " ")}.` }]),
  ) as Record<(typeof blocks)[number], { description: string }>,
});

const NearInput = builder.inputType("NearInput", {
  description:
    "Within so many kilometres of a point (`easting` and `northing`) or of a school (`urn`), in a straight line.",
  fields: (t) => ({
    easting: t.int({ description: "Metres east on the British National Grid, 0 to 700000." }),
    northing: t.int({ description: "Metres north on the British National Grid, 0 to 1300000." }),
    urn: t.int({ description: "A school with published coordinates; it is found itself too." }),
    withinKm: t.float({ required: true, description: "Kilometres, 0.001 to 2000." }),
  }),
});

const SchoolFilterInput = builder.inputType("SchoolFilter", {
  description: "Which schools; every condition given must hold.",
  fields: (t) => ({
    search: t.string({
      description: `Words or their beginnings, all of which a school has in its name, town, district, county or local authority; a postcode or its beginning; a URN or LAESTAB. Case, accents, apostrophes and hyphens do not matter, nor does the spelling of Saint, Church of England, Roman Catholic, Co-op and "and". Where no school has all words, words that are spelt alike are looked for. At most ${longestSearch} characters.`,
    }),
    phases: t.field({ type: [Phase], description: "Any of these phases." }),
    blocks: t.field({ type: [Block], description: "Any of these blocks." }),
    localAuthority: t.int({ description: "Code of the local authority." }),
    region: t.string({ description: "One of the nine regions, such as North West." }),
    trust: t.int({ description: "Code of the trust." }),
    open: t.boolean({ description: "true: those open now by the register; false: the others." }),
    near: t.field({ type: NearInput, description: "Near a point or a school." }),
  }),
});

const SchoolOrderField = builder.enumType("SchoolOrderField", {
  description: "What schools are put in order by. Equal ones go by URN.",
  values: {
    RELEVANCE: {
      description:
        "How well the filter `search` fits, best first: whole words of the name, beginnings of its words, then the town, then other places, then postcode and numbers. Equal ones go by name.",
    },
    NAME: { description: "Name." },
    URN: { description: "URN." },
    ATTENDANCE: {
      description: "Published attendance of the latest year that there are figures of; schools without come last.",
    },
    DISTANCE: { description: "Distance from the point of the filter `near`." },
  } satisfies Record<(typeof schoolOrders)[number], object>,
});

const Direction = builder.enumType("Direction", {
  description: "Which end of an order comes first.",
  values: { ASC: { description: "Smallest first." }, DESC: { description: "Largest first." } },
});

const SchoolOrderInput = builder.inputType("SchoolOrder", {
  description: "How schools are put in order.",
  fields: (t) => ({
    field: t.field({ type: SchoolOrderField, required: true, description: "By what." }),
    direction: t.field({ type: Direction, defaultValue: "ASC", description: "Which end first." }),
  }),
});

/** Milliseconds of putting the schools that are found in order; by name and URN an index has them so. */
const ordering: Readonly<Record<string, number>> = { URN: 5, NAME: 5, RELEVANCE: 10, DISTANCE: 10, ATTENDANCE: 50 };

/**
 * Milliseconds of the embedded database that a page, and its count where it is asked for, take at most on an England of
 * 26,000 schools, where everything is near and every school has a word. Measured by `npm run bench:statements`, which fails
 * where a document takes more than it pays for.
 */
function timeOfPage(args: Record<string, unknown>, asked: ReadonlySet<string>): number {
  const filter = args.filter as { near?: object; search?: string } | null | undefined;
  const order = args.orderBy as { field: string } | null | undefined;
  const matching = filter?.near || filter?.search ? 35 : filter ? 10 : 0;
  const page = 5 + matching + (ordering[order?.field ?? (filter?.search ? "RELEVANCE" : "NAME")] ?? 0);
  return page + (asked.has("totalCount") ? 8 + matching : 0);
}

builder.queryField("schools", (t) =>
  t.connection(
    {
      type: School,
      access: "public",
      nullable: false,
      description: "Schools of the directory, in pages.",
      complexity: pageCost,
      extensions: { databaseTime: timeOfPage },
      args: {
        filter: t.arg({ type: SchoolFilterInput, description: "Which; all of them where it is not given." }),
        orderBy: t.arg({
          type: SchoolOrderInput,
          description: "Where it is not given: by relevance if there is a search, else by name, from A.",
        }),
      },
      resolve: async (_root, args, context) => {
        const { search: text, ...conditions } = args.filter ?? {};
        if ((text?.length ?? 0) > longestSearch) {
          throw new KindredError(
            "BAD_ARGUMENT",
            `search: at most ${longestSearch} characters, each word costs a look-up.`,
          );
        }
        if (conditions.near) assertNear(conditions.near);
        const order = args.orderBy?.field ?? (text?.trim() ? "RELEVANCE" : "NAME");
        if (order === "RELEVANCE" && !text?.trim()) {
          throw new KindredError("BAD_ARGUMENT", "To order by relevance, give the filter `search`.");
        }
        if (order === "DISTANCE" && !conditions.near) {
          throw new KindredError("BAD_ARGUMENT", "To order by distance, give the filter `near`.");
        }
        const filter: SchoolFilter = { ...conditions, search: await readSearch(context.database, text) };
        const connection = await page(
          args,
          async ({ after, before, limit, inverted }) => {
            const urns = await findSchools(context.database, filter, {
              order,
              descending: args.orderBy?.direction === "DESC",
              inverted,
              limit,
              after: wholeNumber(after),
              before: wholeNumber(before),
            });
            const schools = await Promise.all(urns.map((urn) => loadSchool(context, urn, undefined)));
            return schools.filter((school) => school !== null);
          },
          ({ urn }) => urn,
        );
        return { ...connection, filter, count: once(() => countSchools(context.database, filter)) };
      },
    },
    {
      name: "SchoolConnection",
      description: "A page of schools.",
      fields: (c) => ({
        totalCount: c.int({
          access: "inherited",
          nullable: false,
          description: "How many schools the filter finds.",
          extensions: inMemory, // in the price of the page
          resolve: ({ count }) => count(),
        }),
      }),
    },
    { name: "SchoolEdge", description: "A school in a page." },
  ),
);

/** Counted once, by however many names the count is asked for. */
function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | undefined;
  return () => {
    done ??= { result: work() };
    return done.result;
  };
}

function assertNear({ easting, northing, urn, withinKm }: Near) {
  const point = easting != null && northing != null;
  const partial = (easting == null) !== (northing == null);
  if (partial || point === (urn != null)) {
    throw new KindredError("BAD_ARGUMENT", "near: give either `easting` and `northing`, or `urn`.");
  }
  if (!within(withinKm, 0.001, 2000)) {
    throw new KindredError("BAD_ARGUMENT", "near: `withinKm` must be from 0.001 to 2000.");
  }
  if (point && !(within(easting, 0, 700_000) && within(northing, 0, 1_300_000))) {
    throw new KindredError(
      "BAD_ARGUMENT",
      "near: the British National Grid has eastings from 0 to 700000 and northings from 0 to 1300000.",
    );
  }
}

const within = (value: number, least: number, most: number) => value >= least && value <= most;

const wholeNumber = (cursor: string | undefined): number | undefined => {
  if (cursor === undefined) return undefined;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new KindredError("BAD_ARGUMENT", "That is a cursor of another list.");
};
