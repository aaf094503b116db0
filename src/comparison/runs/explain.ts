// Asks the strategies of runs about schools outside their lists.
import { KindredError } from "../../errors.js";
import type { PeersExplanation } from "../../matching/explain/explanation.js";
import { openExplainer } from "../../matching/process/explainer.js";
import type { PackedPopulation } from "../../population/packing.js";
import { peersRequest } from "../../runs/explainable.js";
import type { Run } from "../../runs/run.js";

/**
 * For each run what its strategy says about schools as peers of one; null if it is not installed in the run's version.
 * @param packages npm packages to find strategies in, besides `plugins/`
 * @throws KindredError STRATEGY_FAILED | CANCELLED
 */
export async function explainRuns(
  runs: readonly Run[],
  population: PackedPopulation,
  packages: readonly string[],
  { urn, others, signal }: { readonly urn: number; readonly others: readonly number[]; readonly signal: AbortSignal },
): Promise<(PeersExplanation | null)[]> {
  const explainer = openExplainer(packages);
  const explained: (PeersExplanation | null)[] = [];
  try {
    for (const run of runs) {
      const request = peersRequest({ ...run, readPopulation: async () => population }, urn, others);
      explained.push(await explainer.explainPeers(request, signal).catch(nullIfNotInstalled));
    }
  } finally {
    await explainer.close();
  }
  return explained;
}

function nullIfNotInstalled(error: unknown): null {
  if (error instanceof KindredError && (error.code === "CONFLICT" || error.code === "UNKNOWN_STRATEGY")) return null;
  throw error;
}
