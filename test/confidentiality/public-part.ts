// The public data, the same in both databases: a small country, its published runs, and fixed times.
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import ruleBands from "../../plugins/rule-bands/index.js";
import type { Database, Sql } from "../../src/database/database.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { buildCountry, urns } from "../server/world.js";
import { ownUrn, places } from "./scopes.js";

/** Inserts one row per record. Missing columns get their defaults; names without a column are ignored. */
export async function insert(sql: Sql, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const known = await sql.query<{ name: string }>(
    "SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND column_name = ANY($2::text[])",
    [table, Object.keys(rows[0] as object)],
  );
  const columns = known.map(({ name }) => `"${name}"`).join(", ");
  await sql.query(
    `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1::json)`,
    [JSON.stringify(rows)],
  );
}

/** A UUID from a number for the kind of object and the object's number. */
export const uuid = (kind: number, number: number): string =>
  `${String(kind).padStart(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;

export const publishedRuns = [uuid(1, 1), uuid(1, 2), uuid(1, 3)];

export async function addPublicPart(database: Database): Promise<void> {
  await buildCountry(database);
  await database.query("UPDATE source_file SET imported_at = '2026-01-01', year = '2022/23'");
  await database.query(
    `UPDATE school SET type_name = 'Academy converter', type_group = 'Academies', open_date = '1990-09-01',
       close_date = CASE WHEN urn % 2 = 0 THEN '2025-08-31'::date END, low_age = 11, high_age = 18, gender = 'Mixed',
       religious_character = 'None', selective = urn % 7 = 0, sixth_form = true, capacity = 1000, register_pupils = 900,
       town = 'Oakfield', postcode = 'OA1 1AA', website = 'https://school.example', district = 'Oakfield', urban = true,
       urban_rural = '(England/Wales) Urban city and town'`,
  );
  await database.query(
    `INSERT INTO source_file (id, kind, name, sha256, bytes, encoding, released_at, imported_at, rows_read, rows_stored, rows_rejected, rows_skipped)
     VALUES (2, 'absence', 'corrected.csv', 'def', 1, 'utf-8', '2025-01-01', '2025-01-01', 60, 60, 0, '{}')`,
  );
  await placeCompared(database);
  await database.query(
    `UPDATE attendance SET persistent_absence = 15, authorised_absence = 3, unauthorised_absence = 2,
       severe_absence = 1, possible_sessions = 1000, absent_sessions = 50 WHERE urn % 3 > 0`,
  );
  await database.query(
    `UPDATE circumstances SET fsm = 10 + urn % 13, roll = 300 + 10 * (urn % 29),
       eal = CASE WHEN urn % 5 > 0 THEN urn % 17 END`,
  );
  await findOrFreeze(database, { baseYear: "2022/23" });
  await database.query("UPDATE population SET created_at = '2026-01-01'");
  await addPublishedRuns(database);
}

/**
 * Assigns schools to the compared trust and authorities, one of them by an older file. The compared school has no
 * trust, so that the constraint `notSameTrust` changes other schools' peers but not its own.
 */
async function placeCompared(sql: Sql): Promise<void> {
  await sql.query("UPDATE school SET trust_code = NULL, trust_name = NULL WHERE urn = $1", [ownUrn]);
  const { trust, authority, analysed } = places;
  await sql.query("UPDATE school SET trust_code = $1, trust_name = 'Another Trust' WHERE urn = ANY($2::int[])", [
    trust.code,
    trust.urns,
  ]);
  for (const { code, urns: inside } of [authority, analysed]) {
    await sql.query("UPDATE school SET la_code = $1, la_name = 'Eastshire' WHERE urn = ANY($2::int[])", [code, inside]);
  }
  const record = { trustCode: trust.code, laCode: authority.code };
  await insert(sql, "directory_row", [{ urn: 100_011, file_id: 1, line: 1, record }]);
}

/** The contents of the only population, in the form that `insert` needs. */
export async function populationContents(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ contents: string }>(
    "SELECT '\\x' || encode(contents, 'hex') AS contents FROM population LIMIT 1",
  );
  return row!.contents;
}

async function addPublishedRuns(sql: Sql) {
  const population_contents = await populationContents(sql);
  await insert(
    sql,
    "published_run",
    publishedRuns.map((id, index) => ({
      id,
      fingerprint: `0be0c0de${index}`,
      strategy: (index === 1 ? ruleBands : nearestNeighbour).name,
      version: (index === 1 ? ruleBands : nearestNeighbour).version,
      engine_version: "0.1.0",
      parameters: index === 1 ? { atMost: 3 } : { k: 2 + index },
      constraints: { withinKm: null },
      base_year: "2022/23",
      circumstances_year: "2022/23",
      summary: {
        schools: 60,
        matched: 59,
        unmatched: { NO_CANDIDATES: 1 },
        blocks: { SECONDARY: { schools: 60, matched: 59 } },
      },
      warnings: ["Of 60 schools, 1 has too few candidates."],
      population_contents,
      published_at: `2026-02-0${index + 1}T00:00:00Z`,
    })),
  );
  await insert(
    sql,
    "published_cohort",
    publishedRuns.flatMap((run_id, index) => urns.map((urn) => ({ run_id, ...cohort(urn, index + 1) }))),
  );
}

/** A cohort of two peers, the schools `step` and `step` + 1 places after; the last school has no peers. */
export function cohort(urn: number, step: number) {
  const index = urns.indexOf(urn);
  if (urn === urns.at(-1)) {
    const detail = { kilometres: [], imputed: [], missing: ["fsm"] };
    return { urn, peers: [], distances: [], detail, reason: "MISSING_CIRCUMSTANCES" };
  }
  return {
    urn,
    peers: [urns[(index + step) % urns.length], urns[(index + step + 1) % urns.length]],
    distances: [step / 8, step / 4],
    detail: {
      kilometres: [step, null],
      shares: { fsm: [0.75, 0.5], roll: [0.25, 0.5] },
      imputed: ["eal"],
      band: { label: "urban", relaxed: ["region"] },
    },
    reason: null,
  };
}
