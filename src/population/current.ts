// Finds the population of the current figures where it has been frozen, without composing it again.
import type { Database, Sql } from "../database/database.js";
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
const currentVersion = "coalesce((SELECT version FROM figures_version), 0)";

/** Call it in the transaction that reads the figures. */
export async function figuresVersion(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ version: string }>(`SELECT ${currentVersion}::text AS version`);
  return row!.version;
}

/** The id, or null where figures have changed since the last freeze. Runs one statement. */
export async function findCurrentPopulation(sql: Sql, years: PopulationYears): Promise<string | null> {
  const { baseYear, circumstancesYear = baseYear } = years;
  const [found] = await sql.query<{ id: string }>(
    `SELECT population_id AS id FROM current_population
     WHERE base_year = $1 AND circumstances_year = $2 AND composition = $3 AND figures_version = ${currentVersion}`,
    [baseYear, circumstancesYear, composition],
  );
  return found?.id ?? null;
}

/** Whether another release of Kindred has frozen the current figures. */
export async function isFrozenByOtherCode(sql: Sql, years: PopulationYears): Promise<boolean> {
  const { baseYear, circumstancesYear = baseYear } = years;
  const found = await sql.query(
    `SELECT FROM current_population
     WHERE base_year = $1 AND circumstances_year = $2 AND composition <> $3 AND figures_version = ${currentVersion}`,
    [baseYear, circumstancesYear, composition],
  );
  return found.length > 0;
}

/** @param version of the figures that it was composed from; a later version that is already recorded stays */
export async function recordCurrentPopulation(
  sql: Sql,
  { id, baseYear, circumstancesYear }: Required<PopulationYears> & { readonly id: string },
  version: string,
): Promise<void> {
  await sql.query(
    `INSERT INTO current_population AS recorded (base_year, circumstances_year, composition, figures_version, population_id)
     VALUES ($1, $2, $3, $4::bigint, $5)
     ON CONFLICT (base_year, circumstances_year, composition) DO UPDATE
     SET figures_version = excluded.figures_version, population_id = excluded.population_id
     WHERE recorded.figures_version <= excluded.figures_version`,
    [baseYear, circumstancesYear, composition, version, id],
  );
}

/**
 * Checks the years without composing anything.
 * @throws KindredError BAD_ARGUMENT for a malformed year; NO_DATA where there is no attendance for the base year
 */
export async function assertFigures(sql: Sql, { baseYear, circumstancesYear = baseYear }: PopulationYears) {
  for (const year of [baseYear, circumstancesYear]) shiftYear(year, 0);
  const [found] = isUsableYear(baseYear)
    ? await sql.query(
        "SELECT FROM attendance WHERE year = $1 AND superseded_by_id IS NULL AND attendance IS NOT NULL LIMIT 1",
        [baseYear],
      )
    : [];
  if (!found) throw await noData(sql, baseYear);
}

async function noData(sql: Sql, year: string): Promise<KindredError> {
  const rows = await sql.query<{ year: string }>(
    "SELECT DISTINCT year FROM attendance WHERE attendance IS NOT NULL ORDER BY year",
  );
  const usableYears = rows.map((row) => row.year).filter(isUsableYear);
  const problem = isUsableYear(year)
    ? `No attendance of ${year} is imported.`
    : `Attendance of ${year} is never used: schools were closed to most pupils in parts of that year.`;
  return new KindredError(
    "NO_DATA",
    `${problem} Years with attendance: ${usableYears.join(", ") || "none"}. Import an absence release or performance tables first.`,
  );
}
