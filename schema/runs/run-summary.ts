// What a run found, in numbers.
import type { RunSummary as Summary } from "../../src/runs/run.js";
import { builder } from "../builder.js";

const BlockSummary = builder
  .objectRef<{ block: string; schools: number; matched: number }>("RunBlockSummary")
  .implement({
    description: "What a run found in one block.",
    fields: (t) => ({
      block: t.exposeString("block", { access: "public", nullable: false, description: "The block." }),
      schools: t.exposeInt("schools", { access: "public", nullable: false, description: "Schools that sought peers." }),
      matched: t.exposeInt("matched", { access: "public", nullable: false, description: "Schools that found some." }),
    }),
  });

const Unmatched = builder.objectRef<{ reason: string; schools: number }>("RunUnmatched").implement({
  description: "How many schools found no peers for one reason.",
  fields: (t) => ({
    reason: t.exposeString("reason", { access: "public", nullable: false, description: "The reason." }),
    schools: t.exposeInt("schools", { access: "public", nullable: false, description: "Schools." }),
  }),
});

export const RunSummary = builder.objectRef<Summary>("RunSummary").implement({
  description: "What a run found, in numbers.",
  fields: (t) => ({
    schools: t.exposeInt("schools", { access: "public", nullable: false, description: "Schools that sought peers." }),
    matched: t.exposeInt("matched", { access: "public", nullable: false, description: "Schools that found some." }),
    unmatched: t.field({
      type: [Unmatched],
      access: "public",
      nullable: { list: false, items: false },
      description: "Why the others found none.",
      resolve: ({ unmatched }) => Object.entries(unmatched).map(([reason, schools]) => ({ reason, schools })),
    }),
    blocks: t.field({
      type: [BlockSummary],
      access: "public",
      nullable: { list: false, items: false },
      description: "By block.",
      resolve: ({ blocks }) => Object.entries(blocks).map(([block, counts]) => ({ block, ...counts })),
    }),
  }),
});
