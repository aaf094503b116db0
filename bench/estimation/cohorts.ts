// Cohorts used to guess a school's secret peers: from published runs, and found by a strategy.
import type { Database } from "../../src/database/database.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import { frameOf } from "../../src/matching/frame.js";
import { matchFrame } from "../../src/matching/match.js";
import type { Population } from "../../src/population/population.js";
import type { PublishedRun } from "../../src/runs/run.js";
import type { Peers } from "../../src/targets/separation/likeness.js";

export async function publishedCohorts(database: Database, run: PublishedRun): Promise<Peers> {
  const cohorts = await database.query<{ urn: number; peers: number[] }>(
    "SELECT urn, peers FROM published_cohort WHERE run_id = $1::uuid",
    [run.id],
  );
  return new Map(cohorts.map(({ urn, peers }) => [urn, peers]));
}

/** What `matchFrame` needs to compute a run; the run need not be stored. */
export interface RunSettings {
  readonly strategy: string;
  readonly parameters: unknown;
  readonly constraints: unknown;
}

/** @throws KindredError as `matchFrame` does */
export async function computeCohorts(
  population: Population,
  { strategy, parameters, constraints }: RunSettings,
  packages: readonly string[],
): Promise<Peers> {
  const frame = frameOf(population, normaliseConstraints(constraints));
  const { schools } = await matchFrame(frame, { strategy, parameters, packages });
  return new Map(schools.map((school) => [school.urn, "peers" in school ? school.peers : []]));
}
