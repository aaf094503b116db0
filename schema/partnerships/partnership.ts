// Partnerships of schools with better-attending schools. Secret: read only through the partnership store.
import type { UnlinkedReason } from "../../src/partnerships/candidates.js";
import {
  linksAsPartner,
  type PartnershipRow,
  type partnershipStatuses,
  partnershipsOf,
  partnershipYears,
} from "../../src/partnerships/store.js";
import { builder } from "../builder.js";
import { batchedRead } from "../loader.js";
import { readableBy } from "../readers.js";
import { loadSchool, School, schoolOf } from "../schools/school.js";
import { readYear } from "../year.js";

const secret = readableBy("partnerships");
/** What the cohort of the school that seeks would show. The store decides for which of the two schools. */
const ofCohort = readableBy("partnershipCohorts");

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

export const NoPartnerReason = builder.enumType("NoPartnerReason", {
  description: "Reason why a school has no partner.",
  values: {
    NO_PEERS: { description: "The school has no peers." },
    NO_HIGHER_PEER: { description: "None of its peers attends well enough to be its partner." },
    SAME_TRUST: { description: "All of these peers are in its own trust." },
    NONE_NEAR: { description: "All of the remaining peers are too far away." },
    NO_CAPACITY: {
      description: "For analysts and the department: the remaining peers have as many schools as a partner can have.",
    },
    NONE_AVAILABLE: { description: "For everyone else: the remaining peers are not available." },
  } satisfies Record<UnlinkedReason | "NONE_AVAILABLE", object>,
});

const Partnership = builder.objectRef<PartnershipRow>("Partnership").implement({
  description: "Partnership of a school with a better-attending school of its cohort, or a record that there is none.",
  fields: (t) => ({
    baseYear: t.exposeString("baseYear", secret("Academic year of the figures used.")),
    status: t.expose("status", { type: PartnershipStatus, ...secret("Status of the partnership.") }),
    school: t.field({ type: School, ...secret("School that seeks a partner."), resolve: schoolOf }),
    partner: t.field({
      type: School,
      ...secret("Better-attending school; null if the status is NONE or WITHHELD."),
      resolve: ({ partnerUrn }, _args, context) => (partnerUrn === null ? null : loadSchool(context, partnerUrn)),
    }),
    kilometres: t.exposeFloat("kilometres", secret("Straight-line distance between the schools in kilometres.")),
    gap: t.exposeFloat("gap", secret("Published attendance of the partner minus the school's, in percentage points.")),
    rank: t.exposeInt("rank", {
      ...ofCohort(
        "Position of the partner in the cohort of `school`; null if there is no partner, or `school` is not one of yours.",
      ),
    }),
    distance: t.exposeFloat("distance", {
      ...ofCohort("Distance of the partner in the cohort of `school`; null in the same cases."),
    }),
    reason: t.expose("reason", {
      type: NoPartnerReason,
      ...ofCohort("Reason why there is no partner; null if there is one, or `school` is not one of yours."),
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
        "Partnership in which this school seeks a partner, or the reason why it has none; null if the plan of the year does not include the school. Null for every school if there is no plan: see `partnershipYears`.",
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

builder.queryField("partnershipYears", (t) =>
  t.stringList({
    ...secret("Base years with a current plan of partnerships, latest first."),
    extensions: { databaseTime: 1.6 },
    resolve: (_root, _args, { database, viewer }) => partnershipYears(database, viewer),
  }),
);
