// In the process of its own: a strategy on block after block, answers posted as they are ready.
import { KindredError } from "../../errors.js";
import { type BlockMatching, matchBlock } from "../block.js";
import { findStrategy } from "../discovery.js";
import type { Frame } from "../frame.js";

/** What the process is given; the parameters are normalised. */
export interface Work {
  readonly frame: Frame;
  readonly strategy: string;
  readonly parameters: unknown;
  readonly packages: readonly string[];
}

export type Report =
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "block"; readonly block: string; readonly matching: BlockMatching }
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly message: string };

const post = (report: Report) => process.send!(report);

process.once("message", async (message) => {
  const { frame, strategy: name, parameters, packages } = message as Work;
  try {
    const strategy = await findStrategy(name, packages);
    let done = 0;
    for (const block of [...new Set(frame.block)].sort()) {
      const size = frame.block.filter((one) => one === block).length;
      // A strategy may go through the kernel more than once; progress never goes back.
      let reported = 0;
      const onProgress = (rows: number) => {
        if (rows <= reported) return;
        reported = rows;
        post({ kind: "progress", done: done + rows });
      };
      const matching = matchBlock(frame, block, { strategy, parameters }, onProgress);
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
