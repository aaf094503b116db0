// Numbers of schools that a plan of partnerships linked.
import type { UnlinkedReason } from "../../src/partnerships/candidates.js";
import type { PartnershipPlan } from "../../src/partnerships/store.js";
import { builder } from "../builder.js";
import { entriesOf } from "../entries.js";
import { NoPartnerReason } from "./partnership.js";

const department = { access: "department" } as const;

const Unlinked = builder.objectRef<{ reason: UnlinkedReason; schools: number }>("PartnershipUnlinked").implement({
  description: "Number of schools without a partner for one reason.",
  fields: (t) => ({
    reason: t.expose("reason", {
      type: NoPartnerReason,
      ...department,
      description: "Reason why they have no partner.",
    }),
    schools: t.exposeInt("schools", { ...department, description: "Number of schools." }),
  }),
});

export const PlanSummary = builder
  .objectRef<NonNullable<PartnershipPlan["summary"]>>("PartnershipPlanSummary")
  .implement({
    description: "Numbers of schools with and without a partner in a plan.",
    fields: (t) => ({
      linked: t.exposeInt("linked", { ...department, description: "Number of schools with a partner." }),
      unlinked: t.field({
        type: [Unlinked],
        ...department,
        nullable: { list: true, items: false },
        description: "Numbers of schools without a partner, by reason.",
        resolve: ({ unlinked }) => entriesOf(unlinked).map(([reason, schools]) => ({ reason, schools })),
      }),
      totalCost: t.exposeFloat("totalCost", {
        ...department,
        description:
          "Sum of the partners' distances in the schools' cohorts, in millionths. No plan with as many partners has less.",
      }),
    }),
  });
