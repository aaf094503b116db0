// Finds the population of the current figures where it has been frozen, without composing it again.
import { sql as expression } from "kysely";
import type { Database, Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import { composition } from "./composition.js";
import { isUsableYear, shiftYear } from "./year.js";

export interface PopulationYears {
  readonly baseYear: string;
  /** The base year by default. */
  readonly circumstancesYear?: string;
}

/**
 * Finds or freezes the current population of these years.
 * @returns its id
 * @throws KindredError NO_DATA where there is no attendance for the base year; BAD_ARGUMENT for a malformed year
 */
export type Freeze = (database: Database, years: PopulationYears) => Promise<string>;

/** Triggers raise the version with every change of figures, in the same transaction. 0 before the first change. */
const currentVersion = expression<string>`coalesce((SELECT version FROM figures_version), 0)`;

/** Call it in the transaction that reads the figures. */
export async function figuresVersion(sql: Sql): Promise<string> {
  const { version } = await build(sql).selectNoFrom(currentVersion.as("version")).executeTakeFirstOrThrow();
  return version;
}

/** Populations of these years that any code froze from the figures as they are now. */
const frozenFromCurrentFigures = (sql: Sql, { baseYear, circumstancesYear = baseYear }: PopulationYears) =>
  build(sql)
    .selectFrom("currentPopulation")
    .select("populationId")
    .where("baseYear", "=", baseYear)
    .where("circumstancesYear", "=", circumstancesYear)
    .where("figuresVersion", "=", currentVersion);

/** The id, or null where figures have changed since the last freeze. Runs one statement. */
export async function findCurrentPopulation(sql: Sql, years: PopulationYears): Promise<string | null> {
  const frozen = frozenFromCurrentFigures(sql, years).where("composition", "=", composition);
  return (await frozen.executeTakeFirst())?.populationId ?? null;
}

/** Whether another release of Kindred has frozen the current figures. */
export async function isFrozenByOtherCode(sql: Sql, years: PopulationYears): Promise<boolean> {
  const frozen = await frozenFromCurrentFigures(sql, years).where("composition", "<>", composition).execute();
  return frozen.length > 0;
}

/** @param version of the figures that it was composed from; a later version that is already recorded stays */
export async function recordCurrentPopulation(
  sql: Sql,
  { id, baseYear, circumstancesYear }: Required<PopulationYears> & { readonly id: string },
  version: string,
): Promise<void> {
  await build(sql)
    .insertInto("currentPopulation")
    .values({ baseYear, circumstancesYear, composition, figuresVersion: version, populationId: id })
    .onConflict((recorded) =>
      recorded
        .columns(["baseYear", "circumstancesYear", "composition"])
        .doUpdateSet({ figuresVersion: version, populationId: id })
        .where("currentPopulation.figuresVersion", "<=", version),
    )
    .execute();
}

/**
 * Checks the years without composing anything.
 * @throws KindredError BAD_ARGUMENT for a malformed year; NO_DATA where there is no attendance for the base year
 */
export async function assertFigures(sql: Sql, { baseYear, circumstancesYear = baseYear }: PopulationYears) {
  for (const year of [baseYear, circumstancesYear]) shiftYear(year, 0);
  const found =
    isUsableYear(baseYear) &&
    (await publishedAttendance(sql)
      .where("year", "=", baseYear)
      .where("supersededById", "is", null)
      .limit(1)
      .executeTakeFirst());
  if (!found) throw await noData(sql, baseYear);
}

const publishedAttendance = (sql: Sql) =>
  build(sql).selectFrom("attendance").select("year").where("attendance", "is not", null);

async function noData(sql: Sql, year: string): Promise<KindredError> {
  const rows = await publishedAttendance(sql).distinct().orderBy("year").execute();
  const usableYears = rows.map((row) => row.year).filter(isUsableYear);
  const problem = isUsableYear(year)
    ? `No attendance of ${year} is imported.`
    : `Attendance of ${year} is never used: schools were closed to most pupils in parts of that year.`;
  return new KindredError(
    "NO_DATA",
    `${problem} Years with attendance: ${usableYears.join(", ") || "none"}. Import an absence release or performance tables first.`,
  );
}
