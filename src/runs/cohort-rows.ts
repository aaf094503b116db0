// Converts a matching result to cohort rows, one per school, and a summary.
import type { FrameMatching, SchoolMatching, Unmatched } from "../matching/result.js";
import type { Block, Population } from "../population/population.js";
import type { CohortDetail } from "./cohort.js";
import type { RunSummary } from "./run.js";

export const columnTypes = {
  run_id: "uuid",
  urn: "int",
  peers: "int[]",
  distances: "float8[]",
  detail: "json",
  reason: "text",
};

/** One row per school, in the order of the population. */
export const cohortRows = (runId: string, population: Population, matching: FrameMatching) =>
  matching.schools.map((school, row) => {
    const detail = detailOf(school, matching.attributes[population.block[row]!] ?? []);
    const common = { run_id: runId, urn: school.urn, detail };
    if ("unmatched" in school) return { ...common, peers: [], distances: [], reason: school.unmatched };
    return { ...common, peers: school.peers, distances: school.distances, reason: null };
  });

function detailOf(school: SchoolMatching, attributes: readonly string[]): CohortDetail {
  if ("unmatched" in school) {
    const missing = school.missing.length > 0 ? { missing: school.missing } : {};
    return { kilometres: [], shares: {}, ...missing };
  }
  const { kilometres, shares, band, imputed } = school;
  const byAttribute = attributes.map((name, index) => [name, shares.map((share) => share?.[index] ?? null)]);
  return { kilometres, shares: Object.fromEntries(byAttribute), ...(band && { band }), ...(imputed && { imputed }) };
}

export function summarise(population: Population, matching: FrameMatching): RunSummary {
  const unmatched: Partial<Record<Unmatched["unmatched"], number>> = {};
  const blocks: Partial<Record<Block, { schools: number; matched: number }>> = {};
  for (const block of population.block) blocks[block] = { schools: 0, matched: 0 };
  for (const [row, school] of matching.schools.entries()) {
    const block = blocks[population.block[row]!]!;
    block.schools++;
    if ("unmatched" in school) unmatched[school.unmatched] = (unmatched[school.unmatched] ?? 0) + 1;
    else block.matched++;
  }
  const matched = Object.values(blocks).reduce((total, block) => total + block.matched, 0);
  return { schools: matching.schools.length, matched, unmatched, blocks };
}
