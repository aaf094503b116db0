// What the benchmark needs in the demo's database: a vendor that every school agreed with, and a whole year before.
import { createClient } from "../../src/access/clients.js";
import { operator } from "../../src/access/operator.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { openDatabase } from "../../src/database/open.js";
import type { DatabaseLocation } from "../serving/served.js";

export const year = "2025/26";
const firstWeek = "2025-11-03";

export interface Prepared {
  /** Of the vendor. */
  readonly key: string;
  readonly urns: readonly number[];
  /** Monday of a week that no school has submitted. */
  readonly monday: string;
}

/** @param count of the schools that submit */
export async function prepare({ dataDirectory, databaseUrl }: DatabaseLocation, count: number): Promise<Prepared> {
  const config = readConfig({ DATABASE_URL: databaseUrl });
  const database = await openDatabase({ ...config, dataDirectory });
  try {
    const urns = await schoolsThatSubmit(database, count);
    const { client, key } = await createClient(database, operator, { role: "MIS_VENDOR", name: "Measured vendor" });
    await database.query(
      `INSERT INTO "grant" (id, client_id, capability, urn)
       SELECT gen_random_uuid(), $1, 'ATTENDANCE', urn FROM school WHERE status LIKE 'OPEN%'`,
      [client.id],
    );
    await submitYearBefore(database, urns);
    await database.script('ANALYZE submission; ANALYZE "grant"');
    const [latest] = await database.query<{ monday: string }>(
      `SELECT greatest(max(to_date) + 3, $2::date)::text AS monday FROM submission WHERE year = $1 AND NOT withdrawn`,
      [year, firstWeek],
    );
    return { key, urns, monday: latest!.monday };
  } finally {
    await database.close();
  }
}

async function schoolsThatSubmit(database: Database, count: number): Promise<number[]> {
  const rows = await database.query<{ urn: number }>(
    `SELECT urn FROM school WHERE block IS NOT NULL AND status LIKE 'OPEN%' AND close_date IS NULL
       AND coalesce(open_date, '2000-01-01') < '2024-08-01' ORDER BY urn LIMIT $1`,
    [count],
  );
  if (rows.length < count) throw new Error(`${rows.length} schools can submit, not ${count}: give an empty database.`);
  return rows.map(({ urn }) => urn);
}

/** 39 weeks of those schools that have submitted nothing of it. */
async function submitYearBefore(database: Database, urns: readonly number[]): Promise<void> {
  await database.query(
    `INSERT INTO submission (urn, scope, from_date, to_date, revision, year, current, withdrawn, possible, attended,
       authorised, unauthorised, by_code, enrolments, persistent, severe, as_at)
     SELECT given.urn, 'AGE_5_15', week::date, week::date + 4, 1, '2024/25', true, false, 3000, 2800 - given.urn % 100,
       120, 80 + given.urn % 100, '{"/":1400,"\\\\":1300,"L":100,"I":120,"O":80}', 300, 50, 5, week + interval '7 days'
     FROM unnest($1::int[]) AS given (urn)
     CROSS JOIN unnest($2::timestamptz[]) AS week
     WHERE NOT EXISTS (SELECT FROM submission WHERE submission.urn = given.urn AND year = '2024/25')`,
    [urns, weeksOfYearBefore],
  );
}

/** Mondays of 39 weeks, none of which crosses a half term. */
const weeksOfYearBefore = [
  ["2024-09-02", 8],
  ["2024-11-04", 7],
  ["2025-01-06", 6],
  ["2025-02-24", 6],
  ["2025-04-21", 5],
  ["2025-06-02", 7],
].flatMap(([first, weeks]) =>
  Array.from({ length: Number(weeks) }, (_, week) =>
    new Date(Date.parse(String(first)) + week * 7 * 86_400_000).toISOString(),
  ),
);
