// A school as published in the directory.
import { inOrder } from "../../src/database/in-order.js";
import type {
  Block as BlockName,
  Phase as PhaseName,
  SchoolStatus as StatusName,
} from "../../src/import/classification.js";
import type { Region as RegionName } from "../../src/import/region.js";
import { builder, inMemory } from "../builder.js";
import type { Context } from "../context.js";
import { batched } from "../loader.js";
import { anyone, shown } from "../readers.js";
import { related } from "../reads/read-schools.js";
import { Block, Phase, Region, SchoolStatus } from "./school-enums.js";
import { Source, source } from "./source.js";

interface CodeAndName {
  readonly code: number;
  readonly name: string | null;
}

const LocalAuthority = builder.objectRef<CodeAndName>("LocalAuthority").implement({
  description: "A local authority.",
  fields: (t) => ({
    code: t.exposeInt("code", shown("Published three-digit code.")),
    name: t.exposeString("name", anyone("Name of the local authority.")),
  }),
});

const Trust = builder.objectRef<CodeAndName>("Trust").implement({
  description: "An academy trust.",
  fields: (t) => ({
    code: t.exposeInt("code", shown("Published code of the trust.")),
    name: t.exposeString("name", anyone("Name of the trust.")),
  }),
});

const Location = builder.objectRef<{ easting: number; northing: number }>("Location").implement({
  description: "A point on the British National Grid (OSGB36).",
  fields: (t) => ({
    easting: t.exposeInt("easting", shown("Metres east.")),
    northing: t.exposeInt("northing", shown("Metres north.")),
  }),
});

/** The import writes only values of the enums into their columns. */
export const School = builder.prismaNode("School", {
  description:
    "A school in England. It is identified by its URN, and also by local authority and establishment number.",
  id: { field: "urn", ...anyone("Globally unique ID. Treat it as opaque.") },
  fields: (t) => ({
    urn: t.exposeInt("urn", shown("Unique reference number.")),
    laestab: t.exposeInt("laestab", anyone("Local authority code and establishment number as seven digits.")),
    name: t.exposeString("name", shown("Name as published.")),
    type: t.exposeString("typeName", anyone("Type of establishment as published.")),
    typeGroup: t.exposeString("typeGroup", anyone("Group of types as published, such as Academies.")),
    phase: t.field({
      type: Phase,
      ...anyone("Phase of education."),
      reads: ["phase"],
      resolve: ({ phase }) => phase as PhaseName | null,
    }),
    block: t.field({
      type: Block,
      ...anyone("Group of schools that it is compared with; null if the school is not matched."),
      reads: ["block"],
      resolve: ({ block }) => block as BlockName | null,
    }),
    status: t.field({
      type: SchoolStatus,
      ...anyone("Status in the register."),
      reads: ["status"],
      resolve: ({ status }) => status as StatusName | null,
    }),
    openDate: t.expose("openDate", { type: "Date", ...anyone("Opening date.") }),
    closeDate: t.expose("closeDate", { type: "Date", ...anyone("Closing date.") }),
    lowAge: t.exposeInt("lowAge", anyone("Lowest age of pupils.")),
    highAge: t.exposeInt("highAge", anyone("Highest age of pupils.")),
    gender: t.exposeString("gender", anyone("Gender of entry as published.")),
    religiousCharacter: t.exposeString("religiousCharacter", anyone("Religious character as published.")),
    selective: t.exposeBoolean("selective", anyone("Whether the school selects pupils by ability; null if unknown.")),
    sixthForm: t.exposeBoolean("sixthForm", anyone("Whether the school has a sixth form; null if unknown.")),
    capacity: t.exposeInt("capacity", anyone("Number of places.")),
    pupils: t.exposeInt("registerPupils", {
      ...anyone("Number of pupils in the register, which gives no year. See also `circumstances.roll`."),
    }),
    localAuthority: t.field({
      type: LocalAuthority,
      extensions: inMemory,
      ...anyone("Local authority of the school."),
      reads: ["laCode", "laName"],
      resolve: ({ laCode, laName }) => (laCode === null ? null : { code: laCode, name: laName }),
    }),
    trust: t.field({
      type: Trust,
      extensions: inMemory,
      ...anyone("Academy trust of the school; null if it has none."),
      reads: ["trustCode", "trustName"],
      resolve: ({ trustCode, trustName }) => (trustCode === null ? null : { code: trustCode, name: trustName }),
    }),
    region: t.field({
      type: Region,
      ...anyone("Region of England."),
      reads: ["region"],
      resolve: ({ region }) => region as RegionName | null,
    }),
    district: t.exposeString("district", anyone("Administrative district.")),
    town: t.exposeString("town", anyone("Town.")),
    postcode: t.exposeString("postcode", anyone("Postcode.")),
    website: t.exposeString("website", anyone("Website as published.")),
    urbanRural: t.exposeString("urbanRural", anyone("Urban or rural class as published.")),
    urban: t.exposeBoolean("urban", anyone("Whether the class in `urbanRural` is urban; null if unknown.")),
    location: t.field({
      type: Location,
      extensions: inMemory,
      ...anyone("Location of the school; null if no coordinates are published."),
      reads: ["easting", "northing"],
      resolve: ({ easting, northing }) => (easting === null || northing === null ? null : { easting, northing }),
    }),
    stub: t.exposeBoolean("stub", {
      ...shown("True if the school is in no directory file and is only known from figures or links."),
    }),
    source: t.field({ type: Source, ...anyone("Row of the directory file."), ...related(source, () => (row) => row) }),
  }),
});

/** The school that an object names, if any. */
export const schoolOf = ({ urn }: { readonly urn: number | null }, _args: object, context: Context) =>
  urn === null ? null : loadSchool(context, urn);

/** The school with this URN, for any viewer; null if there is none. */
export const loadSchool = batched(async ({ database }: Context, urns: readonly number[]) => {
  const schools = await database.prisma.school.findMany({ where: { urn: { in: [...urns] } } });
  return inOrder(urns, schools, ({ urn }) => urn);
});
