// Explains schools as peers in a child process, which unpacks the population and keeps it for the next request.
import type { ChildProcess } from "node:child_process";
import { KindredError } from "../../errors.js";
import type { PackedPopulation } from "../../population/packing.js";
import type { PairExplanation, PeersExplanation } from "../explain/explanation.js";
import { askChild } from "./ask.js";
import { endChild, startChild } from "./child.js";
import type { ExplainReport, ExplainTask } from "./explain-task.js";

interface RunRequest {
  /** Identifies population, constraints, strategy and parameters: a run's fingerprint. */
  readonly key: string;
  /** Called only if the last request had another key. */
  readPopulation(): Promise<PackedPopulation>;
  readonly constraints: unknown;
  readonly strategy: string;
  readonly version: string;
  readonly parameters: unknown;
  readonly urn: number;
}

export interface PairRequest extends RunRequest {
  readonly other: number;
}

export interface PeersRequest extends RunRequest {
  readonly others: readonly number[];
}

export interface Explainer {
  /**
   * Requests run one at a time, in order.
   * @throws KindredError CONFLICT if another version of the strategy is installed | STRATEGY_FAILED | CANCELLED |
   *   UNKNOWN_STRATEGY | BAD_PLUGIN | DATABASE_UNUSABLE if the population is damaged; any error of `readPopulation`
   */
  explain(request: PairRequest, signal?: AbortSignal): Promise<PairExplanation>;
  /** As `explain`, for several schools as peers of one. */
  explainPeers(request: PeersRequest, signal?: AbortSignal): Promise<PeersExplanation>;
  /** Current and later requests end with CANCELLED. */
  close(): Promise<void>;
}

const memoryMb = 1024;

/** @param packages npm packages to find strategies in, in addition to `plugins/` */
export function openExplainer(packages: readonly string[], { timeoutMs = 60_000 } = {}): Explainer {
  let child: ChildProcess | null = null;
  let loaded: string | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();

  const end = async () => {
    const ending = child;
    child = null;
    loaded = null;
    if (ending) await endChild(ending);
  };

  const explain = async (
    request: PairRequest | PeersRequest,
    signal: AbortSignal,
  ): Promise<PairExplanation | PeersExplanation> => {
    const cancelled = () => new KindredError("CANCELLED", "the explanation was cancelled");
    if (signal.aborted) throw cancelled();
    if (child?.connected === false) await end();
    const { key, strategy, version, parameters, constraints, urn } = request;
    const other = "others" in request ? request.others : request.other;
    const run =
      key === loaded
        ? undefined
        : { population: await request.readPopulation(), constraints, strategy, version, parameters, packages };
    if (signal.aborted) throw cancelled();
    const isWarm = child !== null;
    child ??= startChild("explain-task.js", memoryMb);
    loaded = null;
    try {
      const task: ExplainTask = { urn, other, run };
      const limits = { signal, timeoutMs, memoryMb, subject: `strategy ${strategy}` };
      const report = await askChild<ExplainReport>(child, task, limits);
      if ("code" in report) throw new KindredError(report.code, report.message);
      loaded = key;
      return report.explanation;
    } catch (error) {
      await end();
      if (signal.aborted) throw cancelled();
      // The process may have ended between requests: try once more with a new one.
      if (isWarm && error instanceof KindredError && error.details.ended) return explain(request, signal);
      throw error;
    }
  };

  const inTurn = (request: PairRequest | PeersRequest, signal?: AbortSignal) => {
    const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    const answer = queue.then(() => explain(request, either));
    queue = answer.catch(() => {});
    return answer;
  };

  return {
    explain: (request, signal) => inTurn(request, signal) as Promise<PairExplanation>,
    explainPeers: (request, signal) => inTurn(request, signal) as Promise<PeersExplanation>,
    close: async () => {
      closing.abort();
      await queue;
      await end();
    },
  };
}
