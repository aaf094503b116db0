// Numbers of schools that a run matched.
import type { RunSummary as Summary } from "../../src/runs/run.js";
import { builder } from "../builder.js";
import { shown, shownList } from "./shown.js";

const BlockSummary = builder
  .objectRef<{ block: string; schools: number; matched: number }>("RunBlockSummary")
  .implement({
    description: "Numbers of schools that a run matched in one block.",
    fields: (t) => ({
      block: t.exposeString("block", { ...shown, description: "Name of the block." }),
      schools: t.exposeInt("schools", { ...shown, description: "Number of schools for which peers were sought." }),
      matched: t.exposeInt("matched", { ...shown, description: "Number of schools with peers." }),
    }),
  });

const Unmatched = builder.objectRef<{ reason: string; schools: number }>("RunUnmatched").implement({
  description: "Number of schools without peers for one reason.",
  fields: (t) => ({
    reason: t.exposeString("reason", { ...shown, description: "Reason why they have no peers." }),
    schools: t.exposeInt("schools", { ...shown, description: "Number of schools." }),
  }),
});

export const RunSummary = builder.objectRef<Summary>("RunSummary").implement({
  description: "Numbers of schools that a run matched and did not match.",
  fields: (t) => ({
    schools: t.exposeInt("schools", { ...shown, description: "Number of schools for which peers were sought." }),
    matched: t.exposeInt("matched", { ...shown, description: "Number of schools with peers." }),
    unmatched: t.field({
      type: [Unmatched],
      ...shownList,
      description: "Numbers of schools without peers, by reason.",
      resolve: ({ unmatched }) => Object.entries(unmatched).map(([reason, schools]) => ({ reason, schools })),
    }),
    blocks: t.field({
      type: [BlockSummary],
      ...shownList,
      description: "Numbers by block.",
      resolve: ({ blocks }) => Object.entries(blocks).map(([block, counts]) => ({ block, ...counts })),
    }),
  }),
});
