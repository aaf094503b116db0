// What an explanation of a pair of schools needs from a run.
import type { PairRequest } from "../matching/process/explainer.js";
import type { PackedPopulation } from "../population/packing.js";
import type { PublishedRun } from "./run.js";

export const explainableColumns = ["fingerprint", "strategy", "version", "parameters", "constraints"] as const;

/** Only for viewers who may see the run, and for a school's own cohort. */
export interface ExplainableRun extends Pick<PublishedRun, (typeof explainableColumns)[number]> {
  /** About 1 MB; the explainer's process unpacks it. */
  readPopulation(): Promise<PackedPopulation>;
}

export function pairRequest(run: ExplainableRun, urn: number, other: number): PairRequest {
  const { fingerprint: key, strategy, version, parameters, constraints } = run;
  const readPopulation = () => run.readPopulation();
  return { key, strategy, version, parameters, constraints, urn, other, readPopulation };
}
