// Freezes the population of a base year and keeps it by its hash.
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { insertRows } from "../database/bulk.js";
import type { Database, Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import { composePopulation } from "./compose.js";
import { decodePopulation, encodePopulation, populationId } from "./encoding.js";
import { hasFigure } from "./figure.js";
import { blocks, circumstanceColumns, type Population } from "./population.js";
import { readStandings } from "./standing.js";

export interface PopulationYears {
  readonly baseYear: string;
  /** The base year unless named. */
  readonly circumstancesYear?: string;
}

/**
 * The population of these years from the rows as they stand: the stored one where its contents are the same, else a
 * new one, stored.
 * @throws KindredError NO_DATA where no attendance of the base year is imported; BAD_ARGUMENT for a malformed year
 */
export async function findOrFreeze(database: Database, years: PopulationYears): Promise<Population> {
  const columns = await database.transaction(async (sql) => {
    await sql.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const standings = await readStandings(sql, years);
    const known = [...standings.schools.values()].some(({ figures }) => hasFigure(figures[0]));
    if (!known) throw await noData(sql, years.baseYear);
    return composePopulation(standings);
  });
  const bytes = encodePopulation(columns);
  const population: Population = { id: populationId(bytes), ...columns };
  const [stored] = await database.query("SELECT 1 FROM population WHERE id = $1", [population.id]);
  if (!stored) await store(database, population, await promisify(gzip)(bytes));
  return population;
}

/** @throws KindredError NOT_FOUND */
export async function loadPopulation(sql: Sql, id: string): Promise<Population> {
  const [row] = await sql.query<{ contents: Uint8Array }>("SELECT contents FROM population WHERE id = $1", [id]);
  if (!row) throw new KindredError("NOT_FOUND", `There is no population ${id}.`);
  return unpackPopulation(row.contents);
}

/** @param contents as they are stored */
export async function unpackPopulation(contents: Uint8Array): Promise<Population> {
  return decodePopulation(await promisify(gunzip)(contents));
}

/** What whoever reads a run of this population should know of it: blocks that have no circumstances at all. */
export function populationWarnings(population: Population): string[] {
  const { block, columns, circumstancesYear } = population;
  const measured = circumstanceColumns.filter((name) => name !== "urban").map((name) => columns[name]);
  const described = new Set(block.filter((_, row) => measured.some((column) => !Number.isNaN(column[row]))));
  return blocks
    .filter((name) => block.includes(name) && !described.has(name))
    .map((name) => `${name}: no school has circumstances of ${circumstancesYear}.`);
}

function store(database: Database, population: Population, contents: Buffer): Promise<void> {
  const { id, baseYear, circumstancesYear, size, block } = population;
  const counts = blocks.map((name) => [name, block.filter((each) => each === name).length] as const);
  const row = {
    id,
    base_year: baseYear,
    circumstances_year: circumstancesYear,
    schools: size,
    blocks: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    contents,
  };
  const columns = {
    id: "text",
    base_year: "text",
    circumstances_year: "text",
    schools: "int",
    blocks: "jsonb",
    contents: "bytea",
  };
  return insertRows(database, "population", columns, [row], "ON CONFLICT (id) DO NOTHING");
}

async function noData(sql: Sql, year: string): Promise<KindredError> {
  const years = await sql.query<{ year: string }>(
    "SELECT DISTINCT year FROM attendance WHERE attendance IS NOT NULL ORDER BY year",
  );
  const known = years.map((row) => row.year).join(", ") || "none";
  return new KindredError(
    "NO_DATA",
    `No attendance of ${year} is imported. Years with attendance: ${known}. Import an absence release or performance tables first.`,
  );
}
