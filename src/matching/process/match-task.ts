// Runs in the child process: matches block after block and posts each result when it is ready.
import { KindredError } from "../../errors.js";
import { type BlockMatching, matchBlock } from "../block.js";
import { findStrategy } from "../discovery.js";
import type { Frame } from "../frame.js";

export interface MatchTask {
  readonly frame: Frame;
  readonly strategy: string;
  /** Normalised. */
  readonly parameters: unknown;
  readonly packages: readonly string[];
}

export type MatchReport =
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "block"; readonly block: string; readonly matching: BlockMatching }
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly message: string };

const post = (report: MatchReport) => process.send!(report);

process.once("message", async (task) => {
  const { frame, strategy: name, parameters, packages } = task as MatchTask;
  try {
    const strategy = await findStrategy(name, packages);
    let done = 0;
    for (const block of [...new Set(frame.block)].sort()) {
      const size = frame.block.filter((name) => name === block).length;
      // A strategy may call the kernel more than once; progress never goes back.
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
