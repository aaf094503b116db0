// Converts a matching result to cohort rows, one per school, and a summary.
import type { MatchedRows } from "../matching/matched-rows.js";
import type { Unmatched } from "../matching/result.js";
import type { Block, Population } from "../population/population.js";
import type { RunSummary } from "./run.js";

export const columnTypes = {
  run_id: "uuid",
  urn: "int",
  peers: "int[]",
  distances: "float8[]",
  detail: "json text",
  reason: "text",
};

/** One row per school. */
export function cohortRows(runId: string, { urn, peerCount, peers, distances, detail, reason }: MatchedRows) {
  let end = 0;
  return detail.map((text, at) => {
    const start = end;
    end += peerCount[at]!;
    return {
      run_id: runId,
      urn: urn[at]!,
      peers: peers.subarray(start, end),
      distances: distances.subarray(start, end),
      detail: text,
      reason: reason[at]!,
    };
  });
}

/** @param reasons for each school of the population, why it has no peers; null if it has */
export function summarise(population: Population, reasons: readonly (Unmatched["unmatched"] | null)[]): RunSummary {
  const unmatched: Partial<Record<Unmatched["unmatched"], number>> = {};
  const blocks: Partial<Record<Block, { schools: number; matched: number }>> = {};
  for (const block of population.block) blocks[block] = { schools: 0, matched: 0 };
  for (const [row, reason] of reasons.entries()) {
    const block = blocks[population.block[row]!]!;
    block.schools++;
    if (reason !== null) unmatched[reason] = (unmatched[reason] ?? 0) + 1;
    else block.matched++;
  }
  const matched = Object.values(blocks).reduce((total, block) => total + block.matched, 0);
  return { schools: reasons.length, matched, unmatched, blocks };
}
