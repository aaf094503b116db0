// Runs in the child process: matches block after block and posts each result when it is ready.
import { KindredError } from "../../errors.js";
import { type BlockResult, searchBlock } from "../block.js";
import { findStrategy } from "../discovery.js";
import type { Frame } from "../frame.js";
import { type MatchedRows, matchedRows } from "../matched-rows.js";
import type { SchoolMatching } from "../result.js";

export interface MatchTask {
  readonly frame: Frame;
  readonly strategy: string;
  /** Normalised. */
  readonly parameters: unknown;
  readonly packages: readonly string[];
  /** Report schools as rows, so many at a time; otherwise as objects, a block at a time. */
  readonly rowsPerReport?: number;
}

export type MatchReport =
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "schools"; readonly frameRow: Int32Array; readonly schools: readonly SchoolMatching[] }
  | { readonly kind: "rows"; readonly rows: MatchedRows }
  | ({ readonly kind: "block"; readonly block: string } & Pick<BlockResult, "attributes" | "warnings" | "learnt">)
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly message: string };

const post = (report: MatchReport) => process.send!(report);
/** Waits until it is sent: without a pause nothing is. */
const posted = (report: MatchReport) => new Promise((resolve) => process.send!(report, resolve));

process.once("message", async (task) => {
  const { frame, strategy: name, parameters, packages, rowsPerReport } = task as MatchTask;
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
      const { frameRow, schoolAt, ...found } = searchBlock(frame, block, { strategy, parameters }, onProgress);
      for (let start = 0; start < size; start += rowsPerReport ?? size) {
        const rows = frameRow.slice(start, start + (rowsPerReport ?? size));
        const schools = Array.from(rows, (_, at) => schoolAt(start + at));
        if (!rowsPerReport) post({ kind: "schools", frameRow: rows, schools });
        else await posted({ kind: "rows", rows: matchedRows(schools, rows, found.attributes) });
      }
      post({ kind: "block", block, ...found });
      onProgress(size);
      done += size;
    }
    post({ kind: "finished" });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    post({ kind: "failed", message: error instanceof KindredError ? text : `strategy ${name} threw: ${text}` });
  }
});
