// What anyone can work out without knowing a school's peers: which schools have a target, their baselines, and
// published attendance.
import type { Sql } from "../../database/database.js";
import { loadPopulation } from "../../population/freeze.js";
import type { Block, Population } from "../../population/population.js";
import { readSchoolsInYear } from "../../population/school-in-year.js";
import type { Run } from "../../runs/run.js";
import { roundedAttendance } from "../arithmetic.js";
import { Outcomes } from "../outcome.js";
import type { Policy } from "../policy.js";

/** A school with a target. */
export interface SchoolWithTarget {
  readonly urn: number;
  readonly block: Block;
  /** Attendance, per cent. */
  readonly baseline: number;
}

export interface PublicFacts {
  readonly schools: readonly SchoolWithTarget[];
  /** Published attendance of the base year by URN, per cent. */
  readonly attendance: ReadonlyMap<number, number>;
  readonly population: Population;
}

/** Reads no cohorts and no targets; needs only the run's years and population. */
export async function readPublicFacts(
  sql: Sql,
  run: Pick<Run, "populationId" | "baseYear" | "circumstancesYear">,
  targetYear: string,
  policy: Policy,
): Promise<PublicFacts> {
  const population = await loadPopulation(sql, run.populationId);
  const schoolsInYear = await readSchoolsInYear(sql, run, ["roll"]);
  const outcomes = new Outcomes(schoolsInYear, targetYear, policy);
  const attendance = new Map<number, number>();
  for (const { urn, figures } of schoolsInYear.schools.values()) {
    const value = figures[0] && roundedAttendance(figures[0], policy);
    if (value) attendance.set(urn, value.toNumber());
  }
  const schools = outcomes.schools.flatMap((school): SchoolWithTarget[] => {
    const decision = outcomes.decide(school);
    if (decision.outcome !== "SET" || school.block === null) return [];
    return [{ urn: school.urn, block: school.block, baseline: decision.baseline.value.toNumber() }];
  });
  return { schools, attendance, population };
}
