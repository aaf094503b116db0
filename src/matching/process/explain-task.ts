// In the process of its own: pairs of schools, one question after the other, what they are about kept for the next one.
import { KindredError } from "../../errors.js";
import { type PackedPopulation, unpackPopulation } from "../../population/packing.js";
import { normaliseConstraints } from "../constraints.js";
import { findStrategy } from "../discovery.js";
import { explainPair, type Question } from "../explain/explain.js";
import type { PairExplanation } from "../explain/explanation.js";
import { frameOf } from "../frame.js";
import { normaliseParameters } from "../parameters.js";

export interface PairWork {
  readonly urn: number;
  readonly other: number;
  /** Where it differs from the last one's. */
  readonly about?: {
    readonly population: PackedPopulation;
    readonly constraints: unknown;
    readonly strategy: string;
    readonly version: string;
    readonly parameters: unknown;
    readonly packages: readonly string[];
  };
}

export type PairReport =
  | { readonly explanation: PairExplanation }
  | { readonly code: KindredError["code"]; readonly message: string };

let question: Question | undefined;

async function prepare(about: NonNullable<PairWork["about"]>): Promise<Question> {
  const strategy = await findStrategy(about.strategy, about.packages);
  if (strategy.version !== about.version) {
    throw new KindredError(
      "CONFLICT",
      `The run is of ${strategy.name} ${about.version}, but ${strategy.version} is installed: what it found cannot be explained here.`,
    );
  }
  const frame = frameOf(await unpackPopulation(about.population), normaliseConstraints(about.constraints));
  return { frame, strategy, parameters: normaliseParameters(strategy, about.parameters) };
}

process.on("message", async (message) => {
  const { about, urn, other } = message as PairWork;
  try {
    if (about) question = await prepare(about);
    process.send!({ explanation: explainPair(question!, urn, other) } satisfies PairReport);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const code = error instanceof KindredError ? error.code : "STRATEGY_FAILED";
    process.send!({ code, message: text } satisfies PairReport);
  }
});
