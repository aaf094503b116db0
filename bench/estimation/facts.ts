// What anyone knows of the schools that have a target: published figures and circumstances, and the policy's arithmetic.
import type { Decimal } from "decimal.js";
import type { Database } from "../../src/database/database.js";
import { loadPopulation } from "../../src/population/freeze.js";
import type { Block, Population } from "../../src/population/population.js";
import { readStandings, type Standing } from "../../src/population/standing.js";
import type { Run } from "../../src/runs/run.js";
import { median, roundedAttendance } from "../../src/targets/arithmetic.js";
import { Outcomes } from "../../src/targets/outcome.js";
import type { SetOrigin, TargetSet } from "../../src/targets/set-store.js";

/** A school that anyone can tell has a target, and the baseline that anyone can work out. */
export interface KnownSchool {
  readonly urn: number;
  readonly block: Block;
  /** Attendance, per cent. */
  readonly baseline: Decimal;
}

/** What the peers of one school achieve, by somebody's guess at who they are. */
export interface Peers {
  /** Median attendance, per cent; null of none. */
  readonly median: Decimal | null;
  readonly count: number;
}

export interface Facts {
  readonly schools: readonly KnownSchool[];
  readonly population: Population;
  peersOf(urns: readonly number[]): Peers;
}

/** Nothing secret is read: the set and its run say only which years and which policy. */
export async function readFacts(database: Database, set: TargetSet & SetOrigin, run: Run): Promise<Facts> {
  const population = await loadPopulation(database, run.populationId);
  const standings = await readStandings(database, run);
  const outcomes = new Outcomes(standings, set.targetYear, set.policy);
  const attendance = new Map<number, Decimal>();
  for (const { urn, figures } of standings.schools.values()) {
    const value = figures[0] && roundedAttendance(figures[0], set.policy);
    if (value) attendance.set(urn, value);
  }
  return {
    population,
    schools: outcomes.schools.flatMap((school) => known(school, outcomes)),
    peersOf: (urns) => {
      const values = urns.flatMap((urn) => attendance.get(urn) ?? []);
      return { median: median(values), count: values.length };
    },
  };
}

function known(school: Standing, outcomes: Outcomes): KnownSchool[] {
  const decision = outcomes.decide(school);
  if (decision.outcome !== "SET" || school.block === null) return [];
  return [{ urn: school.urn, block: school.block, baseline: decision.baseline.value }];
}
