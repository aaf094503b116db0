// How alike the run that fed targets and others are, in figures over many schools: none of one school leaves here.
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import type { Block } from "../../src/population/population.js";
import { readPublicFacts } from "../../src/targets/separation/facts.js";
import { type Likeness, likenessOf, meanOf, sharesOfPeers } from "../../src/targets/separation/likeness.js";
import { type Chosen, chosenSet } from "../estimation/chosen.js";
import { cohortsFound } from "../estimation/cohorts.js";
import { twinsOf } from "./twins.js";

/** Shares, 0-1. */
export interface Overlap {
  readonly mean: number;
  /** Of the schools, those that share more than half of their peers. */
  readonly overHalf: number;
}

export interface Measure extends Likeness {
  readonly name: string;
  readonly overlaps: ReadonlyMap<Block | "ALL", Overlap>;
}

/**
 * Computes the runs in memory, one after the other, and stores none.
 * @param viewer one who governs
 * @param onMeasure receives the name of each run that is measured
 * @throws KindredError NOT_FOUND
 */
export async function measureTwins(
  database: Database,
  viewer: Viewer,
  { setId, packages }: { readonly setId?: string; readonly packages: readonly string[] },
  onMeasure: (name: string) => void,
): Promise<Chosen & { readonly measures: readonly Measure[] }> {
  const chosen = await chosenSet(database, viewer, "bench:separation", setId);
  const { set, run } = chosen;
  const facts = await readPublicFacts(database, run, set.targetYear, set.policy);
  const secret = await cohortsFound(facts.population, run, packages);
  const measures: Measure[] = [];
  for (const { name, ...recipe } of await twinsOf(run, packages)) {
    onMeasure(name);
    const peers = await cohortsFound(facts.population, recipe, packages);
    const shares = [...sharesOfPeers(facts, secret, peers)];
    const overlaps = shares.map(
      ([block, each]) =>
        [
          block,
          {
            mean: meanOf(each.map(({ share }) => share)),
            overHalf: each.filter(({ share }) => share > 0.5).length / each.length,
          },
        ] as const,
    );
    measures.push({ name, overlaps: new Map(overlaps), ...likenessOf(facts, set.policy, secret, peers) });
  }
  return { ...chosen, measures };
}
