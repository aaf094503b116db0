// Freezes the population of a base year and stores it under its hash.
import type { Database, Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import { circumstanceNames, supplementaryNames } from "../import/facts.js";
import { composePopulation } from "./compose.js";
import { readConsistently } from "./consistent.js";
import {
  assertFigures,
  type Freeze,
  findCurrentPopulation,
  type PopulationYears,
  recordCurrentPopulation,
} from "./current.js";
import { encodePopulation, populationId } from "./encoding.js";
import { type PackedPopulation, packPopulation, unpackPopulation } from "./packing.js";
import { type Block, blocks, type Population } from "./population.js";
import { readSchoolsInYear } from "./school-in-year.js";

/** Freezes in the current process: for commands and jobs, not for serving processes. */
export const freezeInProcess: Freeze = async (database, years) =>
  (await findCurrentPopulation(database, years)) ?? (await findOrFreeze(database, years)).id;

/**
 * Composes the population of these years from the current rows, which takes seconds for all of England, and stores it
 * unless one with the same contents is stored already.
 * @param transaction runs the function that stores it
 * @throws KindredError NO_DATA where there is no attendance for the base year; BAD_ARGUMENT for a malformed year
 */
export async function findOrFreeze(
  database: Database,
  years: PopulationYears,
  transaction: Database["transaction"] = (work) => database.transaction(work),
): Promise<Population> {
  const { found: columns, version } = await readConsistently(database, async (sql) => {
    await assertFigures(sql, years);
    return composePopulation(await readSchoolsInYear(sql, years));
  });
  const bytes = encodePopulation(columns);
  const population: Population = { id: populationId(bytes), ...columns };
  const stored = await build(database)
    .selectFrom("population")
    .select("id")
    .where("id", "=", population.id)
    .executeTakeFirst();
  const packed = stored ? null : await packPopulation(bytes);
  await transaction(async (sql) => {
    if (packed) await store(sql, population, packed);
    await recordCurrentPopulation(sql, population, version);
  });
  return population;
}

/** The population in its stored form. @throws KindredError NOT_FOUND */
export async function readPopulation(sql: Sql, id: string): Promise<PackedPopulation> {
  const row = await build(sql).selectFrom("population").select("contents").where("id", "=", id).executeTakeFirst();
  if (!row) throw new KindredError("NOT_FOUND", `There is no population ${id}.`);
  return row.contents;
}

/** @throws KindredError NOT_FOUND */
export const loadPopulation = async (sql: Sql, id: string): Promise<Population> =>
  unpackPopulation(await readPopulation(sql, id));

/** Warnings for readers of runs of this population: blocks in which no school has circumstances. */
export function populationWarnings(population: Population): string[] {
  const { block, columns, circumstancesYear } = population;
  const measured = circumstanceNames.filter((name) => !supplementaryNames.includes(name)).map((name) => columns[name]);
  const hasCircumstances = (_: Block, row: number) => measured.some((column) => !Number.isNaN(column[row]));
  const described = new Set(block.filter(hasCircumstances));
  return blocks
    .filter((name) => block.includes(name) && !described.has(name))
    .map((name) => `${name}: no school has circumstances of ${circumstancesYear}.`);
}

async function store(sql: Sql, population: Population, contents: PackedPopulation): Promise<void> {
  const { id, baseYear, circumstancesYear, size: schools, block } = population;
  const counts = blocks.map((name) => [name, block.filter((other) => other === name).length] as const);
  const nonEmpty = JSON.stringify(Object.fromEntries(counts.filter(([, count]) => count > 0)));
  await build(sql)
    .insertInto("population")
    .values({ id, baseYear, circumstancesYear, schools, blocks: nonEmpty, contents: Buffer.from(contents) })
    .onConflict((stored) => stored.column("id").doNothing())
    .execute();
}
