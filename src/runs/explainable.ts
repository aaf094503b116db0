// What it takes to explain pairs of schools within a run.
import type { PairRequest } from "../matching/process/explainer.js";
import type { PackedPopulation } from "../population/packing.js";
import type { PublishedRun } from "./run.js";

/** For those alone who may see the run, or whose own cohort it found. */
export interface ExplainableRun
  extends Pick<PublishedRun, "fingerprint" | "strategy" | "version" | "parameters" | "constraints"> {
  /** A megabyte to read, and for the explainer's process to unpack. */
  readPopulation(): Promise<PackedPopulation>;
}

export function pairRequest(run: ExplainableRun, urn: number, other: number): PairRequest {
  const { fingerprint: key, strategy, version, parameters, constraints } = run;
  const readPopulation = () => run.readPopulation();
  return { key, strategy, version, parameters, constraints, urn, other, readPopulation };
}
