// Partnerships of schools with better-attending schools. Secret: read only through the partnership store.
import {
  linksAsPartner,
  type PartnershipRow,
  type partnershipStatuses,
  partnershipsOf,
} from "../../src/partnerships/store.js";
import { builder } from "../builder.js";
import { batchedRead } from "../loader.js";
import { loadSchool, School, schoolOf } from "../schools/school.js";
import { readYear } from "../year.js";

const secret = { access: "partnerships" } as const;
/** What the cohort of the school that seeks would show. The store decides for which of the two schools. */
const ofCohort = { access: "partnershipCohorts" } as const;

const PartnershipStatus = builder.enumType("PartnershipStatus", {
  description: "Status of a partnership.",
  values: {
    PROPOSED: { description: "Proposed by the department." },
    ACTIVE: { description: "Accepted by both schools." },
    DECLINED: { description: "Declined by one of the schools." },
    ENDED: { description: "Ended." },
    NONE: { description: "No partner is available." },
    WITHHELD: {
      description: "For a vendor: the school has a partner, but the partner has not agreed that you read partnerships.",
    },
  } satisfies Record<(typeof partnershipStatuses)[number] | "WITHHELD", object>,
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
      description: "Better-attending school; null if the status is NONE or WITHHELD.",
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
    rank: t.exposeInt("rank", {
      ...ofCohort,
      description:
        "Position of the partner in the cohort of `school`; null if there is no partner, or `school` is not one of yours.",
    }),
    distance: t.exposeFloat("distance", {
      ...ofCohort,
      description: "Distance of the partner in the cohort of `school`; null in the same cases.",
    }),
    reason: t.exposeString("reason", {
      ...ofCohort,
      description:
        "Reason why there is no partner: NO_PEERS, NO_HIGHER_PEER, SAME_TRUST, NONE_NEAR or NONE_AVAILABLE (for analysts and the department: NO_CAPACITY); or why the partnership ended. Null if `school` is not one of yours.",
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
      description:
        "Partnership in which this school seeks a partner, or the reason why it has none; null if the plan of the year does not include the school, or there is no plan.",
      args,
      resolve: ({ urn }, { year }, context, info) =>
        loadPartnership(context, urn, { year: readYear(year), operation: info.operation.name?.value }),
    }),
    partnershipsAsPartner: t.field({
      type: [Partnership],
      access: "partnershipsOfSchool",
      complexity: { field: 1, multiplier: 3 },
      description:
        "Partnerships in which this school is the partner; for a vendor, those to which the other school agreed too.",
      args,
      resolve: ({ urn }, { year }, context, info) =>
        loadAsPartner(context, urn, { year: readYear(year), operation: info.operation.name?.value }),
    }),
  };
});
