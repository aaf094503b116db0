// Runs in the child process: explains schools as peers, one request after the other, and keeps the run for the next.
import { KindredError } from "../../errors.js";
import { type PackedPopulation, unpackPopulation } from "../../population/packing.js";
import { normaliseConstraints } from "../constraints.js";
import { findStrategy } from "../discovery.js";
import { explainPair, explainPeers, type Question } from "../explain/explain.js";
import type { PairExplanation, PeersExplanation } from "../explain/explanation.js";
import { frameOf } from "../frame.js";
import { normaliseParameters } from "../parameters.js";

export interface ExplainTask {
  readonly urn: number;
  /** One school for a pair, several for `explainPeers`. */
  readonly other: number | readonly number[];
  /** The run to explain; not given if it is the same as in the last task. */
  readonly run?: {
    readonly population: PackedPopulation;
    readonly constraints: unknown;
    readonly strategy: string;
    readonly version: string;
    readonly parameters: unknown;
    readonly packages: readonly string[];
  };
}

export type ExplainReport =
  | { readonly explanation: PairExplanation | PeersExplanation }
  | { readonly code: KindredError["code"]; readonly message: string };

let question: Question | undefined;

async function prepare(run: NonNullable<ExplainTask["run"]>): Promise<Question> {
  const strategy = await findStrategy(run.strategy, run.packages);
  if (strategy.version !== run.version) {
    throw new KindredError(
      "CONFLICT",
      `The run used ${strategy.name} ${run.version}, but ${strategy.version} is installed, so it cannot be explained.`,
    );
  }
  const frame = frameOf(await unpackPopulation(run.population), normaliseConstraints(run.constraints));
  return { frame, strategy, parameters: normaliseParameters(strategy, run.parameters) };
}

process.on("message", async (task) => {
  const { run, urn, other } = task as ExplainTask;
  try {
    if (run) question = await prepare(run);
    const explanation =
      typeof other === "number" ? explainPair(question!, urn, other) : explainPeers(question!, urn, other);
    process.send!({ explanation } satisfies ExplainReport);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof KindredError ? error.code : "STRATEGY_FAILED";
    process.send!({ code, message } satisfies ExplainReport);
  }
});
