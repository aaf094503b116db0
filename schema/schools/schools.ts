// Queries that find schools: by number, by search and by filter.
import { sql as expression, type SqlBool } from "kysely";
import { refuse } from "../../src/errors.js";
import { readSearch } from "../../src/import/search-query.js";
import {
  filterOf,
  locate,
  type Near,
  type SchoolFilter,
  type SchoolPage,
  type schoolOrders,
  selectCount,
  selectPage,
} from "../../src/schools/school-search.js";
import { builder, inMemory } from "../builder.js";
import { page, pageCost, readNumber, total } from "../page.js";
import { anyone } from "../readers.js";
import { type Root, readSchool, readSchools } from "../reads/read-schools.js";
import { published } from "../reads/relation.js";
import { School } from "./school.js";
import { Block, Phase, Region } from "./school-enums.js";

/** The open one; otherwise the one with the highest URN. */
const byLaestab: Root<{ readonly laestab: number }> = {
  name: "byLaestab",
  schools: ({ laestab }) =>
    published
      .selectFrom("school")
      .where("laestab", "=", laestab)
      .orderBy(expression<SqlBool>`coalesce(school.status LIKE 'OPEN%', false)`, "desc")
      .orderBy("school.urn", "desc")
      .limit(1),
};

builder.queryField("school", (t) =>
  t.field({
    type: School,
    ...anyone(
      "The school with this URN or LAESTAB; null if there is none. Give exactly one of the two. If several schools have the same LAESTAB: the open one, otherwise the one with the highest URN.",
    ),
    args: {
      urn: t.arg.int({ description: "Unique reference number." }),
      laestab: t.arg.int({ description: "Local authority code and establishment number as seven digits." }),
    },
    resolve: async (_root, { urn, laestab }, context, info) => {
      if ((urn == null) === (laestab == null)) refuse("Give either `urn` or `laestab`, not both.");
      if (urn != null) return readSchool(context, info, urn);
      const { schools } = await readSchools(context, info, byLaestab, { laestab: laestab! });
      return schools?.[0] ?? null;
    },
  }),
);

/** Maximum number of characters in a search: longer than any school's name. */
const maxSearchLength = 200;

const NearInput = builder.inputType("NearInput", {
  description: "Maximum straight-line distance from a point (`easting` and `northing`) or from a school (`urn`).",
  fields: (t) => ({
    easting: t.int({ description: "Metres east on the British National Grid, 0 to 700000." }),
    northing: t.int({ description: "Metres north on the British National Grid, 0 to 1300000." }),
    urn: t.int({ description: "URN of a school with published coordinates. The result includes this school." }),
    withinKm: t.float({ required: true, description: "Maximum distance in kilometres, 0.001 to 2000." }),
  }),
});

const SchoolFilterInput = builder.inputType("SchoolFilter", {
  description: "Conditions on schools; all of them must hold.",
  fields: (t) => ({
    search: t.string({
      description: `Words or beginnings of words that must all occur in the school's name, town, district, county or local authority; or a postcode or its beginning; or a URN or LAESTAB. Case, accents, apostrophes and hyphens are ignored, and so are different spellings of Saint, Church of England, Roman Catholic, Co-op and "and". If no school has all the words, similar spellings are searched. At most ${maxSearchLength} characters.`,
    }),
    phases: t.field({ type: [Phase], description: "Only schools of one of these phases." }),
    blocks: t.field({ type: [Block], description: "Only schools of one of these blocks." }),
    localAuthority: t.int({ description: "Only schools of the local authority with this code." }),
    region: t.field({ type: Region, description: "Only schools in this region." }),
    trust: t.int({ description: "Only schools of the trust with this code." }),
    open: t.boolean({
      description: "true: only schools that are open now according to the register; false: only the others.",
    }),
    near: t.field({ type: NearInput, description: "Only schools near a point or a school." }),
  }),
});

const SchoolOrderField = builder.enumType("SchoolOrderField", {
  description: "Field to sort schools by. Ties are sorted by URN.",
  values: {
    RELEVANCE: anyone(
      "Match with the filter `search`, best first: whole words of the name, beginnings of its words, the town, other places, then postcode and numbers. Ties are sorted by name.",
    ),
    NAME: anyone("Name."),
    URN: anyone("URN."),
    ATTENDANCE: anyone("Published attendance in the latest year with figures; schools without attendance come last."),
    DISTANCE: anyone("Distance from the point of the filter `near`."),
  } satisfies Record<(typeof schoolOrders)[number], object>,
});

const Direction = builder.enumType("Direction", {
  description: "Sort direction.",
  values: {
    ASC: anyone("Smallest first."),
    DESC: anyone("Largest first."),
  },
});

const SchoolOrderInput = builder.inputType("SchoolOrder", {
  description: "Sort order of schools.",
  fields: (t) => ({
    field: t.field({ type: SchoolOrderField, required: true, description: "Field to sort by." }),
    direction: t.field({ type: Direction, defaultValue: "ASC", description: "Sort direction." }),
  }),
});

/** Milliseconds to sort the schools found. For name and URN there is an index. */
const sortTime: Readonly<Record<string, number>> = { URN: 5, NAME: 5, RELEVANCE: 10, DISTANCE: 10, ATTENDANCE: 50 };

/**
 * Maximum milliseconds of the embedded database for a page, and for its count if requested, on an England of 26,000
 * schools where every school is near and matches the search. Measured by `npm run bench:statements`, which fails if a
 * document takes more time than its cost allows.
 */
function timeOfPage(args: Record<string, unknown>, requestedFields: ReadonlySet<string>): number {
  const filter = args.filter as { near?: object; search?: string } | null | undefined;
  const order = args.orderBy as { field: string } | null | undefined;
  const matching = filter?.near || filter?.search ? 35 : filter ? 10 : 0;
  const page = 5 + matching + (sortTime[order?.field ?? (filter?.search ? "RELEVANCE" : "NAME")] ?? 0);
  return page + (requestedFields.has("totalCount") ? 8 + matching : 0);
}

builder.queryField("schools", (t) =>
  t.connection(
    {
      type: School,
      ...anyone("Schools in the directory, in pages."),
      complexity: pageCost,
      extensions: { databaseTime: timeOfPage },
      args: {
        filter: t.arg({ type: SchoolFilterInput, description: "Conditions; all schools if omitted." }),
        orderBy: t.arg({
          type: SchoolOrderInput,
          description: "Sort order. If omitted: by relevance if there is a search, otherwise by name from A to Z.",
        }),
      },
      resolve: async (_root, args, context, info) => {
        const { search: text, ...conditions } = args.filter ?? {};
        if ((text?.length ?? 0) > maxSearchLength) refuse(`search: at most ${maxSearchLength} characters.`);
        if (conditions.near) assertNear(conditions.near);
        const order = args.orderBy?.field ?? (text?.trim() ? "RELEVANCE" : "NAME");
        if (order === "RELEVANCE" && !text?.trim()) refuse("To sort by relevance, give the filter `search`.");
        if (order === "DISTANCE" && !conditions.near) {
          refuse("To sort by distance, give the filter `near`.");
        }
        const search = await readSearch(context.database, text);
        const near = await locate(context.database, conditions.near);
        const filter = filterOf({ ...conditions, search, near });
        const descending = args.orderBy?.direction === "DESC";
        let totalCount = 0;
        const connection = await page(
          args,
          async ({ after, before, limit, inverted }) => {
            const bounds = { descending, inverted, limit: limit - 1, after: urnIn(after), before: urnIn(before) };
            const answer = await readSchools(context, info, pageBy(order), { filter, bounds });
            totalCount = answer.total ?? 0;
            return [...(answer.schools ?? [])];
          },
          ({ urn }) => urn,
        );
        return { ...connection, totalCount };
      },
    },
    {
      name: "SchoolConnection",
      description: "A page of schools.",
      fields: (c) => ({
        totalCount: c.int({
          ...total("Number of schools that match the filter."),
          extensions: inMemory, // included in the cost of the page
          resolve: ({ totalCount }) => totalCount,
        }),
      }),
    },
    { name: "SchoolEdge", description: "A school on a page." },
  ),
);

/** `limit` of `page` has one more, to know whether there are more. */
interface PageGiven {
  readonly filter: SchoolFilter;
  readonly bounds: Omit<SchoolPage, "order">;
}

const pageBy = (order: SchoolPage["order"]): Root<PageGiven> => ({
  name: `page by ${order}`,
  schools: ({ filter, bounds }, asked) => selectPage(filter, { ...bounds, order, oneMore: asked.has("pageInfo") }),
  total: ({ filter }) => selectCount(filter),
});

function assertNear({ easting, northing, urn, withinKm }: Near) {
  const point = easting != null && northing != null;
  const partial = (easting == null) !== (northing == null);
  if (partial || point === (urn != null)) refuse("near: give either `easting` and `northing`, or `urn`.");
  if (!within(withinKm, 0.001, 2000)) {
    refuse("near: `withinKm` must be from 0.001 to 2000.");
  }
  if (point && !(within(easting, 0, 700_000) && within(northing, 0, 1_300_000)))
    refuse("near: `easting` must be from 0 to 700000 and `northing` from 0 to 1300000 (British National Grid).");
}

const within = (value: number, min: number, max: number) => value >= min && value <= max;

const urnIn = (key: string | undefined) => (key === undefined ? undefined : Number(readNumber(key)));
