// A school as the directory has it.
import { inOrder } from "../../src/database/in-order.js";
import { builder, inMemory } from "../builder.js";
import type { Context } from "../context.js";
import { batched } from "../loader.js";
import { Source, sourceOf } from "./source.js";

interface Named {
  readonly code: number;
  readonly name: string | null;
}

export const LocalAuthority = builder.objectRef<Named>("LocalAuthority").implement({
  description: "A local authority.",
  fields: (t) => ({
    code: t.exposeInt("code", { access: "public", nullable: false, description: "Published three-digit code." }),
    name: t.exposeString("name", { access: "public", description: "Name." }),
  }),
});

export const Trust = builder.objectRef<Named>("Trust").implement({
  description: "An academy trust.",
  fields: (t) => ({
    code: t.exposeInt("code", { access: "public", nullable: false, description: "Published code of the trust." }),
    name: t.exposeString("name", { access: "public", description: "Name." }),
  }),
});

export const Location = builder.objectRef<{ easting: number; northing: number }>("Location").implement({
  description: "A point on the British National Grid (OSGB36).",
  fields: (t) => ({
    easting: t.exposeInt("easting", { access: "public", nullable: false, description: "Metres east." }),
    northing: t.exposeInt("northing", { access: "public", nullable: false, description: "Metres north." }),
  }),
});

export const School = builder.prismaNode("School", {
  description: "A school in England: identified by its URN, also by local authority and establishment number.",
  id: { field: "urn", access: "public", description: "Unique over all types; opaque." },
  fields: (t) => ({
    urn: t.exposeInt("urn", { access: "public", nullable: false, description: "Unique reference number." }),
    laestab: t.exposeInt("laestab", {
      access: "public",
      description: "Local authority code and establishment number as seven digits.",
    }),
    name: t.exposeString("name", { access: "public", nullable: false, description: "Name as published." }),
    type: t.exposeString("typeName", { access: "public", description: "Type of establishment as published." }),
    typeGroup: t.exposeString("typeGroup", {
      access: "public",
      description: "Group of types as published, such as Academies.",
    }),
    phase: t.exposeString("phase", {
      access: "public",
      description:
        "NURSERY, PRIMARY, MIDDLE_DEEMED_PRIMARY, MIDDLE_DEEMED_SECONDARY, SECONDARY, ALL_THROUGH, POST_16 or NOT_APPLICABLE.",
    }),
    block: t.exposeString("block", {
      access: "public",
      description:
        "The schools it is compared with: PRIMARY, SECONDARY, ALL_THROUGH, SPECIAL or ALTERNATIVE_PROVISION. Null: it is not matched.",
    }),
    status: t.exposeString("status", {
      access: "public",
      description: "OPEN, OPEN_PROPOSED_TO_CLOSE, CLOSED or PROPOSED_TO_OPEN, by the register.",
    }),
    openDate: t.expose("openDate", { type: "Date", access: "public", description: "When it opened." }),
    closeDate: t.expose("closeDate", { type: "Date", access: "public", description: "When it closed." }),
    lowAge: t.exposeInt("lowAge", { access: "public", description: "Lowest age of pupils." }),
    highAge: t.exposeInt("highAge", { access: "public", description: "Highest age of pupils." }),
    gender: t.exposeString("gender", { access: "public", description: "Gender of entry as published." }),
    religiousCharacter: t.exposeString("religiousCharacter", {
      access: "public",
      description: "Religious character as published.",
    }),
    selective: t.exposeBoolean("selective", {
      access: "public",
      description: "Whether it selects by ability; null where unknown.",
    }),
    sixthForm: t.exposeBoolean("sixthForm", {
      access: "public",
      description: "Whether it has a sixth form; null where unknown.",
    }),
    capacity: t.exposeInt("capacity", { access: "public", description: "Places." }),
    pupils: t.exposeInt("registerPupils", {
      access: "public",
      description: "Pupils by the register, which gives no year; see `circumstances.roll`.",
    }),
    localAuthority: t.field({
      type: LocalAuthority,
      extensions: inMemory,
      access: "public",
      description: "Its local authority.",
      resolve: ({ laCode, laName }) => (laCode === null ? null : { code: laCode, name: laName }),
    }),
    trust: t.field({
      type: Trust,
      extensions: inMemory,
      access: "public",
      description: "Its academy trust; null for a school without one.",
      resolve: ({ trustCode, trustName }) => (trustCode === null ? null : { code: trustCode, name: trustName }),
    }),
    region: t.exposeString("region", { access: "public", description: "One of the nine regions." }),
    district: t.exposeString("district", { access: "public", description: "Administrative district." }),
    town: t.exposeString("town", { access: "public", description: "Town." }),
    postcode: t.exposeString("postcode", { access: "public", description: "Postcode." }),
    website: t.exposeString("website", { access: "public", description: "Website as published." }),
    urbanRural: t.exposeString("urbanRural", { access: "public", description: "Urban or rural class as published." }),
    urban: t.exposeBoolean("urban", {
      access: "public",
      description: "Whether its class is an urban one; null where unknown.",
    }),
    location: t.field({
      type: Location,
      extensions: inMemory,
      access: "public",
      description: "Where it is; null where no coordinates are published.",
      resolve: ({ easting, northing }) => (easting === null || northing === null ? null : { easting, northing }),
    }),
    stub: t.exposeBoolean("stub", {
      access: "public",
      nullable: false,
      description: "True where no directory file names it: it is known from figures or links alone.",
    }),
    source: t.field({
      type: Source,
      access: "public",
      description: "The row of the directory that it was read from.",
      resolve: (school, _args, context) => sourceOf(school, context),
    }),
  }),
});

/** A school by URN, whoever asks; null where there is none. */
export const loadSchool = batched(async ({ database }: Context, urns: readonly number[]) => {
  const schools = await database.prisma.school.findMany({ where: { urn: { in: [...urns] } } });
  return inOrder(urns, schools, ({ urn }) => urn);
});
