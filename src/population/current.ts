// The population that figures as they stand come to, where somebody froze it: found without composing it anew.
import type { Database, Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import { composition } from "./composition.js";
import { isUsableYear, shiftYear } from "./year.js";

export interface PopulationYears {
  readonly baseYear: string;
  /** The base year unless named. */
  readonly circumstancesYear?: string;
}

/**
 * Finds the current population of these years, or has it frozen.
 * @returns its id
 * @throws KindredError NO_DATA where no attendance of the base year is imported; BAD_ARGUMENT for a malformed year
 */
export type Freeze = (database: Database, years: PopulationYears) => Promise<string>;

/** Triggers raise it with every change of figures, in the transaction of the change. 0 before the first one. */
const currentVersion = "coalesce((SELECT version FROM figures_version), 0)";

/** In the transaction that reads the figures. */
export async function figuresVersion(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ version: string }>(`SELECT ${currentVersion}::text AS version`);
  return row!.version;
}

/** Null where nobody froze it since figures changed. One statement. */
export async function findCurrentPopulation(sql: Sql, years: PopulationYears): Promise<string | null> {
  const { baseYear, circumstancesYear = baseYear } = years;
  const [found] = await sql.query<{ id: string }>(
    `SELECT population_id AS id FROM current_population
     WHERE base_year = $1 AND circumstances_year = $2 AND composition = $3 AND figures_version = ${currentVersion}`,
    [baseYear, circumstancesYear, composition],
  );
  return found?.id ?? null;
}

/** Whether other code than this process has froze what stands: another release of Kindred. */
export async function isFrozenByOtherCode(sql: Sql, years: PopulationYears): Promise<boolean> {
  const { baseYear, circumstancesYear = baseYear } = years;
  const found = await sql.query(
    `SELECT FROM current_population
     WHERE base_year = $1 AND circumstances_year = $2 AND composition <> $3 AND figures_version = ${currentVersion}`,
    [baseYear, circumstancesYear, composition],
  );
  return found.length > 0;
}

/** @param version of the figures that it was composed from: where a later one is recorded, that stays */
export async function recordCurrentPopulation(
  sql: Sql,
  { id, baseYear, circumstancesYear }: Required<PopulationYears> & { readonly id: string },
  version: string,
): Promise<void> {
  await sql.query(
    `INSERT INTO current_population AS known (base_year, circumstances_year, composition, figures_version, population_id)
     VALUES ($1, $2, $3, $4::bigint, $5)
     ON CONFLICT (base_year, circumstances_year, composition) DO UPDATE
     SET figures_version = excluded.figures_version, population_id = excluded.population_id
     WHERE known.figures_version <= excluded.figures_version`,
    [baseYear, circumstancesYear, composition, version, id],
  );
}

/**
 * What can be told of the years without composing anything.
 * @throws KindredError BAD_ARGUMENT for a malformed year; NO_DATA where no attendance of the base year is imported
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
  const known = rows.map((row) => row.year).filter(isUsableYear);
  const why = isUsableYear(year) ? "is imported" : "is used: schools were closed to most pupils in parts of it";
  return new KindredError(
    "NO_DATA",
    `No attendance of ${year} ${why}. Years with attendance: ${known.join(", ") || "none"}. Import an absence release or performance tables first.`,
  );
}
