// Matches a whole frame with one strategy in a child process, with limits on time and memory.
import { KindredError } from "../errors.js";
import { findStrategy } from "./discovery.js";
import type { Frame } from "./frame.js";
import type { MatchedRows } from "./matched-rows.js";
import { normaliseParameters } from "./parameters.js";
import { endChild, reasonOfExit, startChild } from "./process/child.js";
import type { MatchReport, MatchTask } from "./process/match-task.js";
import type { FrameMatching, SchoolMatching } from "./result.js";

interface MatchRequest {
  /** Name of an installed strategy. */
  readonly strategy: string;
  /** Raw or normalised. */
  readonly parameters: unknown;
  /** npm packages to find strategies in, in addition to `plugins/`. */
  readonly packages: readonly string[];
}

export interface MatchOptions {
  /** Receives the number of schools done, and of all schools. */
  onProgress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
  /** Milliseconds. Default: ten minutes. */
  readonly timeoutMs?: number;
  /** Megabytes of heap. Default: 1,024. */
  readonly memoryMb?: number;
}

/** @throws KindredError UNKNOWN_STRATEGY, BAD_PLUGIN, BAD_PARAMETERS, CANCELLED, STRATEGY_FAILED (plugin's message) */
export async function matchFrame(
  frame: Frame,
  request: MatchRequest,
  options: MatchOptions = {},
): Promise<FrameMatching> {
  const schools = new Array<SchoolMatching>(frame.size);
  const about = await runTask({ frame, ...request }, options, (report) => {
    if (report.kind !== "schools") return;
    for (const [at, row] of report.frameRow.entries()) schools[row] = report.schools[at]!;
  });
  return { ...about, schools };
}

/**
 * As `matchFrame`, for all of England: reports the result in rows, in no order, while it is computed.
 * @param onRows receives at most `rowsPerReport` schools at a time
 */
export function matchFrameInRows(
  frame: Frame,
  request: MatchRequest,
  options: MatchOptions & { readonly rowsPerReport: number; onRows(rows: MatchedRows): void },
): Promise<AboutMatching> {
  const { rowsPerReport, onRows } = options;
  return runTask({ frame, ...request, rowsPerReport }, options, (report) => {
    if (report.kind === "rows") onRows(report.rows);
  });
}

/** All but the schools. */
type AboutMatching = Omit<FrameMatching, "schools">;

async function runTask(
  given: MatchTask,
  options: MatchOptions,
  onReport: (report: MatchReport) => void,
): Promise<AboutMatching> {
  const strategy = await findStrategy(given.strategy, given.packages);
  const task = { ...given, parameters: normaliseParameters(strategy, given.parameters) };
  const { onProgress, signal, timeoutMs = 600_000, memoryMb = 1024 } = options;
  const subject = `strategy ${strategy.name}`;
  const total = task.frame.size;
  const attributes = new Map<string, readonly string[]>();
  const learnt = new Map<string, unknown>();
  const warnings: string[] = [];

  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new KindredError("CANCELLED", "the matching was cancelled"));
    const child = startChild("match-task.js", memoryMb);
    const endThen = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      endChild(child).then(settle);
    };
    const fail = (message: string) => endThen(() => reject(new KindredError("STRATEGY_FAILED", message)));
    const cancel = () => endThen(() => reject(new KindredError("CANCELLED", "the matching was cancelled")));
    const timer = setTimeout(() => fail(`${subject} ran longer than ${timeoutMs / 1000} s and was stopped`), timeoutMs);
    signal?.addEventListener("abort", cancel, { once: true });

    child.on("message", (message) => {
      const report = message as MatchReport;
      if (report.kind === "progress") {
        onProgress?.(report.done, total);
      } else if (report.kind === "block") {
        const { block } = report;
        attributes.set(block, report.attributes);
        if (report.learnt !== undefined) learnt.set(block, report.learnt);
        warnings.push(...report.warnings.map((warning) => `${block}: ${warning}`));
      } else if (report.kind === "finished") {
        const { name, version } = strategy;
        const byBlock = { attributes: Object.fromEntries(attributes), learnt: Object.fromEntries(learnt) };
        endThen(() => resolve({ strategy: name, version, ...byBlock, warnings }));
      } else if (report.kind === "failed") {
        fail(report.message);
      } else {
        onReport(report);
      }
    });
    child.on("error", (error) => fail(`${subject} could not be started: ${error.message}`));
    child.on("exit", (code, exitSignal) => fail(`${subject} ${reasonOfExit(code, exitSignal, memoryMb)}`));
    // If the process has already ended, the exit event reports it.
    child.send(task, () => {});
  });
}
