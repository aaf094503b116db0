// Links of schools with better-attending ones. Secret: read through the partnerships' store alone.
import {
  linksAsPartner,
  type PartnershipRow,
  type partnershipStatuses,
  partnershipsOf,
} from "../../src/partnerships/store.js";
import { builder } from "../builder.js";
import { batched } from "../loader.js";
import { loadSchool, School } from "../schools/school.js";

const secret = { access: "partnerships" } as const;

const PartnershipStatus = builder.enumType("PartnershipStatus", {
  description: "Where a link stands.",
  values: {
    PROPOSED: { description: "The department proposes it." },
    ACTIVE: { description: "Both schools accepted it." },
    DECLINED: { description: "One of the schools declined it." },
    ENDED: { description: "It ended." },
    NONE: { description: "No partner is available." },
  } satisfies Record<(typeof partnershipStatuses)[number], object>,
});

export const Partnership = builder.objectRef<PartnershipRow>("Partnership").implement({
  description: "A school's link with a better-attending school of its cohort, or that there is none.",
  fields: (t) => ({
    baseYear: t.exposeString("baseYear", { ...secret, description: "Academic year of the figures behind it." }),
    status: t.expose("status", { type: PartnershipStatus, ...secret, description: "Where it stands." }),
    school: t.field({
      type: School,
      ...secret,
      description: "The school that seeks a partner.",
      resolve: ({ urn }, _args, context) => loadSchool(context, urn, undefined),
    }),
    partner: t.field({
      type: School,
      ...secret,
      description: "The better-attending school; null where there is none.",
      resolve: ({ partnerUrn }, _args, context) =>
        partnerUrn === null ? null : loadSchool(context, partnerUrn, undefined),
    }),
    kilometres: t.exposeFloat("kilometres", { ...secret, description: "How far they are apart in a straight line." }),
    gap: t.exposeFloat("gap", {
      ...secret,
      description: "The partner's published attendance less the school's, percentage points.",
    }),
    rank: t.exposeInt("rank", { access: "department", description: "The partner's place in the school's cohort." }),
    distance: t.exposeFloat("distance", {
      access: "department",
      description: "The partner's distance in the school's cohort.",
    }),
    reason: t.exposeString("reason", {
      access: "department",
      description: "Why there is no partner, or why the link ended.",
    }),
  }),
});

interface ReadOptions {
  readonly year?: string;
  readonly operation?: string;
}

const loadPartnership = batched(({ database, viewer }, urns: readonly number[], options: ReadOptions) =>
  partnershipsOf(database, viewer, urns, options),
);
const loadAsPartner = batched(({ database, viewer }, urns: readonly number[], options: ReadOptions) =>
  linksAsPartner(database, viewer, urns, options),
);

builder.prismaObjectFields("School", (t) => {
  const args = { year: t.arg.string({ description: "Base year, such as 2022/23; the latest where it is not given." }) };
  return {
    partnership: t.field({
      type: Partnership,
      access: "partnershipsOfSchool",
      description: "The link in which this school seeks a partner; null where none was arranged.",
      args,
      resolve: ({ urn }, { year }, context, info) =>
        loadPartnership(context, urn, { year: year ?? undefined, operation: info.operation.name?.value }),
    }),
    partnershipsAsPartner: t.field({
      type: [Partnership],
      access: "partnershipsOfSchool",
      complexity: { field: 1, multiplier: 3 },
      description: "The links in which this school is the partner.",
      args,
      resolve: ({ urn }, { year }, context, info) =>
        loadAsPartner(context, urn, { year: year ?? undefined, operation: info.operation.name?.value }),
    }),
  };
});
