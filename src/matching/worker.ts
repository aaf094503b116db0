// The process that a strategy runs in: block after block, answers posted as they are ready.
import { KindredError } from "../errors.js";
import { blocks, type Population } from "../population/population.js";
import { type BlockMatching, matchBlock } from "./block.js";
import type { Constraints } from "./constraints.js";
import type { Block } from "./contract.js";
import { findStrategies } from "./discovery.js";

/** What the process is given; parameters and constraints are normalised. */
export interface Work {
  readonly population: Population;
  readonly strategy: string;
  readonly parameters: unknown;
  readonly constraints: Constraints;
  readonly packages: readonly string[];
}

export type Report =
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "block"; readonly block: Block; readonly matching: BlockMatching }
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly message: string };

const post = (report: Report) => process.send!(report);

process.once("message", async (message) => {
  const { population, strategy: name, parameters, constraints, packages } = message as Work;
  try {
    const strategy = (await findStrategies(packages)).get(name)!;
    let done = 0;
    for (const block of blocks) {
      const size = population.block.filter((one) => one === block).length;
      if (size === 0) continue;
      // A strategy may go through the kernel more than once; progress never goes back.
      let reported = 0;
      const onProgress = (rows: number) => {
        if (rows <= reported) return;
        reported = rows;
        post({ kind: "progress", done: done + rows });
      };
      const matching = matchBlock(population, block, { strategy, parameters, constraints }, onProgress);
      post({ kind: "block", block, matching });
      onProgress(size);
      done += size;
    }
    post({ kind: "finished" });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    post({ kind: "failed", message: error instanceof KindredError ? text : `strategy ${name} threw: ${text}` });
  }
});
// Keeps the process until the parent has read everything and ends it.
process.on("disconnect", () => process.exit());
