// Measures how alike the run that fed targets is to other runs. Returns no figure of a single school.
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import type { Block } from "../../src/population/population.js";
import { readPublicFacts } from "../../src/targets/separation/facts.js";
import { type Likeness, likenessOf, meanOf, sharesOfPeers } from "../../src/targets/separation/likeness.js";
import { type ChosenSet, chosenSet } from "../estimation/chosen.js";
import { computeCohorts } from "../estimation/cohorts.js";
import { twinsOf } from "./twins.js";

/** Shares, 0-1. */
export interface Overlap {
  readonly mean: number;
  /** The share of schools with more than half of their peers in both runs. */
  readonly overHalf: number;
}

export interface Measure extends Likeness {
  readonly name: string;
  readonly overlaps: ReadonlyMap<Block | "ALL", Overlap>;
}

/**
 * Computes the other runs in memory, one at a time, and stores none.
 * @param viewer must be allowed to govern
 * @param onMeasure receives the name of each run before it is measured
 * @throws KindredError NOT_FOUND
 */
export async function measureTwins(
  database: Database,
  viewer: Viewer,
  { setId, packages }: { readonly setId?: string; readonly packages: readonly string[] },
  onMeasure: (name: string) => void,
): Promise<ChosenSet & { readonly measures: readonly Measure[] }> {
  const chosen = await chosenSet(database, viewer, "bench:separation", setId);
  const { set, run } = chosen;
  const facts = await readPublicFacts(database, run, set.targetYear, set.policy);
  const secretPeers = await computeCohorts(facts.population, run, packages);
  const measures: Measure[] = [];
  for (const { name, ...settings } of await twinsOf(run, packages)) {
    onMeasure(name);
    const peers = await computeCohorts(facts.population, settings, packages);
    const overlaps = new Map<Block | "ALL", Overlap>();
    for (const [block, schools] of sharesOfPeers(facts, secretPeers, peers)) {
      const shares = schools.map(({ share }) => share);
      overlaps.set(block, {
        mean: meanOf(shares),
        overHalf: shares.filter((share) => share > 0.5).length / shares.length,
      });
    }
    measures.push({ name, overlaps, ...likenessOf(facts, set.policy, secretPeers, peers) });
  }
  return { ...chosen, measures };
}
