// Matches one frame after another in a child process that stays: a run on changed figures needs only who the peers are.
import { KindredError } from "../errors.js";
import type { Frame } from "./frame.js";
import { askChild } from "./process/ask.js";
import { endChild, startChild } from "./process/child.js";
import type { MatchTask } from "./process/match-task.js";
import type { PeersReport } from "./process/peers-task.js";

export interface Rematcher {
  /**
   * One call at a time. After an error the process is of no more use.
   * @param parameters as returned by `normaliseParameters`
   * @returns for each row of the frame the rows of its peers, nearest first; empty if it has none
   * @throws KindredError UNKNOWN_STRATEGY, BAD_PLUGIN, CANCELLED, STRATEGY_FAILED
   */
  peersOf(
    frame: Frame,
    { strategy, parameters }: { readonly strategy: string; readonly parameters: unknown },
    signal: AbortSignal,
  ): Promise<readonly Int32Array[]>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** The limits of a run. */
const timeoutMs = 600_000;
const memoryMb = 1024;

/** @param packages npm packages to find strategies in, in addition to `plugins/` */
export function openRematcher(packages: readonly string[]): Rematcher {
  const child = startChild("peers-task.ts", memoryMb);
  return {
    peersOf: async (frame, { strategy, parameters }, signal) => {
      const cancelled = () => new KindredError("CANCELLED", "the matching was cancelled");
      if (signal.aborted) throw cancelled();
      const task: MatchTask = { frame, strategy, parameters, packages };
      const limits = { signal, timeoutMs, memoryMb, subject: `strategy ${strategy}` };
      const report = await askChild<PeersReport>(child, task, limits).catch((error) => {
        throw signal.aborted ? cancelled() : error;
      });
      if ("code" in report) throw new KindredError(report.code, report.message);
      return report.peers;
    },
    close: () => endChild(child),
  };
}
