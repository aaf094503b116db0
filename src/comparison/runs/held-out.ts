// The later year's attendance that no run has read.
import { createHash } from "node:crypto";
import { sql as expression } from "kysely";
import type { Database, Sql } from "../../database/database.js";
import { build } from "../../database/query-builder.js";
import { KindredError, refuse } from "../../errors.js";
import { hasFigure, readAttendance } from "../../population/attendance.js";
import { readConsistently } from "../../population/consistent.js";
import type { Population } from "../../population/population.js";
import { isUsableYear, shiftYear } from "../../population/year.js";

export interface HeldOut {
  readonly year: string;
  /** 0-100, one per school of the population; NaN where none is published. */
  readonly attendance: Float64Array;
  /** The number of schools with a figure. */
  readonly schools: number;
  /** Of the figures as lines `urn,attendance`, because an import can correct them. */
  readonly sha256: string;
}

/** Identifies held-out figures. */
export type HeldOutKey = Pick<HeldOut, "year" | "sha256">;

type Years = Pick<Population, "baseYear" | "circumstancesYear">;

/** No strategy reads figures of a later year than this. */
export const lastYearRead = ({ baseYear, circumstancesYear }: Years): string =>
  circumstancesYear > baseYear ? circumstancesYear : baseYear;

/** @throws KindredError BAD_ARGUMENT if the year is malformed, never used, or not later than every year that was read */
export function assertHeldOut(year: string, years: Years): void {
  shiftYear(year, 0);
  const last = lastYearRead(years);
  if (year <= last) refuse(`The held-out year ${year} is not later than ${last}, the last year that these runs read.`);
  if (!isUsableYear(year))
    refuse(
      `The held-out year ${year} is never used: schools were closed to most pupils in parts of it. Choose another year.`,
    );
}

/**
 * The attendance of `year`, else of the earliest usable year after all that the runs read in which a school of the
 * population has a figure; null if there is none.
 * @throws KindredError as `assertHeldOut`; NO_DATA if no school has a figure of `year`
 */
export async function readHeldOut(database: Database, population: Population, year?: string): Promise<HeldOut | null> {
  const { found } = await readConsistently(database, (sql) =>
    firstWithFigures(sql, population, year, (candidate) => attendanceIn(sql, population, candidate)),
  );
  return found;
}

/**
 * The key of what `readHeldOut` reads for the run's population, which is neither read nor decoded.
 * @param run complete
 * @throws KindredError as `readHeldOut`
 */
export async function findHeldOut(
  sql: Sql,
  run: Years & { readonly id: string },
  year?: string,
): Promise<HeldOutKey | null> {
  const found = await firstWithFigures(sql, run, year, (candidate) => keyIn(sql, run.id, candidate));
  return found && { year: found.year, sha256: found.sha256 };
}

/** What `figuresIn` finds for `year`, else for the earliest usable year after all that the runs read. */
async function firstWithFigures<Found extends { readonly schools: number }>(
  sql: Sql,
  years: Years,
  year: string | undefined,
  figuresIn: (year: string) => Promise<Found>,
): Promise<Found | null> {
  if (year !== undefined) assertHeldOut(year, years);
  const later = await laterYears(sql, years);
  for (const candidate of year === undefined ? later : [year]) {
    const found = await figuresIn(candidate);
    if (found.schools > 0) return found;
  }
  if (year === undefined) return null;
  const known = later.length > 0 ? `Years with figures: ${later.join(", ")}.` : "No later year has figures.";
  throw new KindredError("NO_DATA", `No school of these runs has published attendance of ${year}. ${known}`);
}

async function laterYears(sql: Sql, years: Years): Promise<string[]> {
  const rows = await build(sql)
    .selectFrom("attendance")
    .select("year")
    .distinct()
    .where("year", ">", lastYearRead(years))
    .where("supersededById", "is", null)
    .where("attendance.attendance", "is not", null)
    .orderBy("year")
    .execute();
  return rows.map(({ year }) => year).filter(isUsableYear);
}

/** The key that `attendanceIn` has for the run's schools: every school of the population has a row in `cohort`. */
async function keyIn(sql: Sql, runId: string, year: string): Promise<HeldOutKey & { readonly schools: number }> {
  const line = expression`cohort.urn || ',' || attendance.attendance || E'\\n'`;
  const found = await build(sql)
    .selectFrom("cohort")
    .innerJoin("attendance", "attendance.urn", "cohort.urn")
    .select([
      expression<number>`count(*)::int`.as("schools"),
      expression<string>`encode(sha256(convert_to(string_agg(${line}, '' ORDER BY cohort.urn), 'UTF8')), 'hex')`.as(
        "sha256",
      ),
    ])
    .where("cohort.runId", "=", runId)
    .where("attendance.year", "=", year)
    .where("supersededById", "is", null)
    .where("attendance.attendance", "is not", null)
    .executeTakeFirstOrThrow();
  return { year, ...found };
}

async function attendanceIn(sql: Sql, { urn }: Population, year: string): Promise<HeldOut> {
  const figures = (await readAttendance(sql, [year])).get(year);
  const hash = createHash("sha256");
  let schools = 0;
  const attendance = Float64Array.from(urn, (school) => {
    const figure = figures?.get(school) ?? null;
    if (!hasFigure(figure)) return Number.NaN;
    schools++;
    hash.update(`${school},${figure.attendance}\n`);
    return Number(figure.attendance);
  });
  return { year, attendance, schools, sha256: hash.digest("hex") };
}
