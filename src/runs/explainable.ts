// What an explanation of schools as peers needs from a run.
import type { PairRequest, PeersRequest } from "../matching/process/explainer.js";
import type { PackedPopulation } from "../population/packing.js";
import type { Cohort } from "./cohort.js";
import type { PublishedRun } from "./run.js";

export const explainableColumns = ["fingerprint", "strategy", "version", "parameters", "constraints"] as const;

/** Only for viewers who may see the run, and for a school's own cohort. */
export interface ExplainableRun extends Pick<PublishedRun, (typeof explainableColumns)[number]> {
  /** About 1 MB; the explainer's process unpacks it. */
  readPopulation(): Promise<PackedPopulation>;
}

/** A school's cohort in a run that can be explained. */
export interface ExplainableCohort extends ExplainableRun {
  readonly cohort: Cohort;
  /** Equal for runs over one population, if both were read by the same function. */
  readonly populationHash: string;
}

export const pairRequest = (run: ExplainableRun, urn: number, other: number): PairRequest => ({
  ...runRequest(run),
  urn,
  other,
});

export const peersRequest = (run: ExplainableRun, urn: number, others: readonly number[]): PeersRequest => ({
  ...runRequest(run),
  urn,
  others,
});

function runRequest(run: ExplainableRun) {
  const { fingerprint: key, strategy, version, parameters, constraints } = run;
  return { key, strategy, version, parameters, constraints, readPopulation: () => run.readPopulation() };
}
