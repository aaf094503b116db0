// What it takes to explain pairs of schools within a run.
import { normaliseConstraints } from "../matching/constraints.js";
import type { PairRequest } from "../matching/explainer.js";
import { frameOf } from "../matching/frame.js";
import type { Population } from "../population/population.js";
import type { PublishedRun } from "./run.js";

/** For those alone who may see the run, or whose own cohort it found. */
export interface ExplainableRun
  extends Pick<PublishedRun, "fingerprint" | "strategy" | "version" | "parameters" | "constraints"> {
  /** A megabyte to read and unpack. */
  loadPopulation(): Promise<Population>;
}

export function pairRequest(run: ExplainableRun, urn: number, other: number): PairRequest {
  const { fingerprint, strategy, version, parameters, constraints } = run;
  const loadFrame = async () => frameOf(await run.loadPopulation(), normaliseConstraints(constraints));
  return { key: fingerprint, strategy, version, parameters, urn, other, loadFrame };
}
