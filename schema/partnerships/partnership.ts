// Partnerships of schools with better-attending schools. Secret: read only through the partnership store.
import type { UnlinkedReason } from "../../src/partnerships/candidates.js";
import {
  linksAsPartner,
  type PartnershipRow,
  type partnershipStatuses,
  partnershipsOf,
} from "../../src/partnerships/store.js";
import { builder } from "../builder.js";
import { batchedRead } from "../loader.js";
import { loadSchool, School, schoolOf } from "../schools/school.js";

const secret = { access: "partnerships" } as const;

const PartnershipStatus = builder.enumType("PartnershipStatus", {
  description: "Status of a partnership.",
  values: {
    PROPOSED: { description: "Proposed by the department." },
    ACTIVE: { description: "Accepted by both schools." },
    DECLINED: { description: "Declined by one of the schools." },
    ENDED: { description: "Ended." },
    NONE: { description: "No partner is available." },
  } satisfies Record<(typeof partnershipStatuses)[number], object>,
});

export const NoPartnerReason = builder.enumType("NoPartnerReason", {
  description: "Reason why a school has no partner.",
  values: {
    NO_PEERS: { description: "The school has no peers." },
    NO_HIGHER_PEER: { description: "None of its peers attends well enough to be its partner." },
    SAME_TRUST: { description: "All of these peers are in its own trust." },
    NONE_NEAR: { description: "All of the remaining peers are too far away." },
    NO_CAPACITY: { description: "The remaining peers have as many schools as a partner can have." },
  } satisfies Record<UnlinkedReason, object>,
});

const Partnership = builder.objectRef<PartnershipRow>("Partnership").implement({
  description: "Partnership of a school with a better-attending school of its cohort, or a record that there is none.",
  fields: (t) => ({
    baseYear: t.exposeString("baseYear", { ...secret, description: "Academic year of the figures used." }),
    status: t.expose("status", { type: PartnershipStatus, ...secret, description: "Status of the partnership." }),
    school: t.field({ type: School, ...secret, description: "School that seeks a partner.", resolve: schoolOf }),
    partner: t.field({
      type: School,
      ...secret,
      description: "Better-attending school; null if there is no partner.",
      resolve: ({ partnerUrn }, _args, context) => (partnerUrn === null ? null : loadSchool(context, partnerUrn)),
    }),
    kilometres: t.exposeFloat("kilometres", {
      ...secret,
      description: "Straight-line distance between the schools in kilometres.",
    }),
    gap: t.exposeFloat("gap", {
      ...secret,
      description: "Published attendance of the partner minus the school's, in percentage points.",
    }),
    rank: t.exposeInt("rank", { access: "department", description: "Position of the partner in the school's cohort." }),
    distance: t.exposeFloat("distance", {
      access: "department",
      description: "Distance of the partner in the school's cohort.",
    }),
    reason: t.expose("reason", {
      type: NoPartnerReason,
      access: "department",
      description: "Reason why there is no partner; null if there is one.",
    }),
  }),
});

const loadPartnership = batchedRead(partnershipsOf);
const loadAsPartner = batchedRead(linksAsPartner);

builder.prismaObjectFields("School", (t) => {
  const args = { year: t.arg.string({ description: "Base year, such as 2022/23; the latest if omitted." }) };
  return {
    partnership: t.field({
      type: Partnership,
      access: "partnershipsOfSchool",
      description: "Partnership in which this school seeks a partner; null if none was arranged.",
      args,
      resolve: ({ urn }, { year }, context, info) =>
        loadPartnership(context, urn, { year: year ?? undefined, operation: info.operation.name?.value }),
    }),
    partnershipsAsPartner: t.field({
      type: [Partnership],
      access: "partnershipsOfSchool",
      complexity: { field: 1, multiplier: 3 },
      description: "Partnerships in which this school is the partner.",
      args,
      resolve: ({ urn }, { year }, context, info) =>
        loadAsPartner(context, urn, { year: year ?? undefined, operation: info.operation.name?.value }),
    }),
  };
});
