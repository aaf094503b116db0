// Numbers of schools that a run matched.
import type { Unmatched } from "../../src/matching/result.js";
import type { Block as BlockName } from "../../src/population/population.js";
import type { RunSummary as Summary } from "../../src/runs/run.js";
import { builder } from "../builder.js";
import { entriesOf } from "../entries.js";
import { Block } from "../schools/school-enums.js";
import { NoPeersReason } from "./no-peers-reason.js";
import { shown, shownList } from "./shown.js";

const BlockSummary = builder
  .objectRef<{ block: BlockName; schools: number; matched: number }>("RunBlockSummary")
  .implement({
    description: "Numbers of schools that a run matched in one block.",
    fields: (t) => ({
      block: t.expose("block", { type: Block, ...shown, description: "The block." }),
      schools: t.exposeInt("schools", { ...shown, description: "Number of schools for which peers were sought." }),
      matched: t.exposeInt("matched", { ...shown, description: "Number of schools with peers." }),
    }),
  });

const UnmatchedSummary = builder
  .objectRef<{ reason: Unmatched["unmatched"]; schools: number }>("RunUnmatched")
  .implement({
    description: "Number of schools without peers for one reason.",
    fields: (t) => ({
      reason: t.expose("reason", {
        type: NoPeersReason,
        ...shown,
        description: "Reason why they have no peers.",
      }),
      schools: t.exposeInt("schools", { ...shown, description: "Number of schools." }),
    }),
  });

export const RunSummary = builder.objectRef<Summary>("RunSummary").implement({
  description: "Numbers of schools that a run matched and did not match.",
  fields: (t) => ({
    schools: t.exposeInt("schools", { ...shown, description: "Number of schools for which peers were sought." }),
    matched: t.exposeInt("matched", { ...shown, description: "Number of schools with peers." }),
    unmatched: t.field({
      type: [UnmatchedSummary],
      ...shownList,
      description: "Numbers of schools without peers, by reason.",
      resolve: ({ unmatched }) => entriesOf(unmatched).map(([reason, schools]) => ({ reason, schools })),
    }),
    blocks: t.field({
      type: [BlockSummary],
      ...shownList,
      description: "Numbers by block.",
      resolve: ({ blocks }) => entriesOf(blocks).map(([block, counts]) => ({ block, ...counts })),
    }),
  }),
});
