// Answers questions about the matching of one frame after another in a child process that stays: who the peers are on
// changed figures, and how far apart pairs are.
import { KindredError } from "../errors.js";
import type { Frame } from "./frame.js";
import { askChild } from "./process/ask.js";
import { endChild, startChild } from "./process/child.js";
import type { RematchReport, RematchTask, RowPairs } from "./process/rematch-task.js";

export type { RowPairs } from "./process/rematch-task.js";

interface RematchRequest {
  readonly strategy: string;
  /** As returned by `normaliseParameters`. */
  readonly parameters: unknown;
}

/**
 * One call at a time; after an error the process is of no more use. Both throw KindredError UNKNOWN_STRATEGY,
 * BAD_PLUGIN, CANCELLED or STRATEGY_FAILED.
 */
interface Rematcher {
  /** @returns for each row of the frame the rows of its peers, nearest first; empty if it has none */
  peersOf(frame: Frame, request: RematchRequest, signal: AbortSignal): Promise<readonly Int32Array[]>;
  /** @returns the distance that each pair has, or would have if they were peers; NaN if they cannot be compared */
  distancesOf(frame: Frame, request: RematchRequest, pairs: RowPairs, signal: AbortSignal): Promise<Float64Array>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** The limits of a run. */
const timeoutMs = 600_000;
const memoryMb = 1024;

/** @param packages npm packages to find strategies in, in addition to `plugins/` */
export function openRematcher(packages: readonly string[]): Rematcher {
  const child = startChild("rematch-task.js", memoryMb);
  const ask = async <Answer>(task: RematchTask, signal: AbortSignal): Promise<Answer> => {
    const cancelled = () => new KindredError("CANCELLED", "the matching was cancelled");
    if (signal.aborted) throw cancelled();
    const limits = { signal, timeoutMs, memoryMb, subject: `strategy ${task.strategy}` };
    const report = await askChild<RematchReport>(child, task, limits).catch((error) => {
      throw signal.aborted ? cancelled() : error;
    });
    if ("code" in report) throw new KindredError(report.code, report.message);
    return report as Answer;
  };
  return {
    peersOf: async (frame, { strategy, parameters }, signal) => {
      const task = { frame, strategy, parameters, packages };
      return (await ask<{ peers: readonly Int32Array[] }>(task, signal)).peers;
    },
    distancesOf: async (frame, { strategy, parameters }, pairs, signal) => {
      const task = { frame, strategy, parameters, packages, pairs };
      return (await ask<{ distances: Float64Array }>(task, signal)).distances;
    },
    close: () => endChild(child),
  };
}
