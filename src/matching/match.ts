// Matches a whole frame with one strategy in a child process, with limits on time and memory.
import { KindredError } from "../errors.js";
import type { Strategy } from "../strategy/contract.js";
import { findStrategy } from "./discovery.js";
import type { Frame } from "./frame.js";
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
  { strategy: name, parameters, packages }: MatchRequest,
  options: MatchOptions = {},
): Promise<FrameMatching> {
  const strategy = await findStrategy(name, packages);
  const task: MatchTask = { frame, strategy: name, parameters: normaliseParameters(strategy, parameters), packages };
  return runTask(task, strategy, options);
}

function runTask(task: MatchTask, strategy: Strategy, options: MatchOptions): Promise<FrameMatching> {
  const { onProgress, signal, timeoutMs = 600_000, memoryMb = 1024 } = options;
  const subject = `strategy ${strategy.name}`;
  const total = task.frame.size;
  const schools = new Array<SchoolMatching>(total);
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
        const { block, matching } = report;
        matching.frameRow.forEach((row, at) => {
          schools[row] = matching.schools[at]!;
        });
        attributes.set(block, matching.attributes);
        if (matching.learnt !== undefined) learnt.set(block, matching.learnt);
        warnings.push(...matching.warnings.map((warning) => `${block}: ${warning}`));
      } else if (report.kind === "finished") {
        const { name, version } = strategy;
        const byBlock = { attributes: Object.fromEntries(attributes), learnt: Object.fromEntries(learnt) };
        endThen(() => resolve({ strategy: name, version, schools, ...byBlock, warnings }));
      } else {
        fail(report.message);
      }
    });
    child.on("error", (error) => fail(`${subject} could not be started: ${error.message}`));
    child.on("exit", (code, exitSignal) => fail(`${subject} ${reasonOfExit(code, exitSignal, memoryMb)}`));
    // If the process has already ended, the exit event reports it.
    child.send(task, () => {});
  });
}
