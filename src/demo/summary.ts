// Counts of what the demo did.
import type { Database } from "../database/database.js";
import type { Example } from "./clients.js";

export interface Stage {
  readonly name: string;
  readonly seconds: number;
}

export interface DemoSummary {
  readonly schools: number;
  /** `column: cause` -> rows */
  readonly rejected: Readonly<Record<string, number>>;
  readonly runs: readonly { readonly strategy: string; readonly matched: number; readonly schools: number }[];
  /** outcome -> schools */
  readonly targets: Readonly<Record<string, number>>;
  /** PROPOSED, or the reason for no partner -> schools */
  readonly partnerships: Readonly<Record<string, number>>;
  readonly example: Example;
  readonly baseYear: string;
  readonly stages: readonly Stage[];
}

/** Open state-funded schools, according to the register. */
export async function countSchools(database: Database): Promise<number> {
  const [row] = await database.query<{ schools: number }>(
    "SELECT count(*)::int AS schools FROM school WHERE block IS NOT NULL AND status LIKE 'OPEN%'",
  );
  return row?.schools ?? 0;
}

export async function countRejected(database: Database): Promise<Record<string, number>> {
  const text = "SELECT key, sum(value::int)::int AS n FROM source_file, jsonb_each_text(rejections) GROUP BY 1";
  return counts(database, text);
}

export async function countTargets(database: Database, setId: string): Promise<Record<string, number>> {
  return counts(database, "SELECT outcome AS key, count(*)::int AS n FROM target WHERE set_id = $1 GROUP BY 1", setId);
}

export async function countPartnerships(database: Database, planId: string): Promise<Record<string, number>> {
  const key = "CASE WHEN partner_urn IS NULL THEN reason ELSE status END";
  return counts(
    database,
    `SELECT ${key} AS key, count(*)::int AS n FROM partnership WHERE plan_id = $1 GROUP BY 1`,
    planId,
  );
}

export async function countMatched(database: Database, runIds: readonly string[]): Promise<DemoSummary["runs"]> {
  return database.query(
    `SELECT strategy, (summary->>'schools')::int AS schools, (summary->>'matched')::int AS matched
     FROM run WHERE id = ANY($1) ORDER BY strategy`,
    [runIds],
  );
}

async function counts(database: Database, text: string, ...parameters: string[]): Promise<Record<string, number>> {
  const rows = await database.query<{ key: string; n: number }>(`${text} ORDER BY 2 DESC, 1`, parameters);
  return Object.fromEntries(rows.map(({ key, n }) => [key, n]));
}

/** The school of the demo's school client: the first with a trust and a SET target, and a partner if any has one. */
export async function findExample(database: Database, setId: string, planId: string): Promise<Example> {
  const [example] = await database.query<Example>(
    `SELECT school.urn, school.trust_code AS "trustCode", school.la_code AS "laCode"
     FROM school
     JOIN target ON target.urn = school.urn AND target.set_id = $1 AND target.outcome = 'SET'
     JOIN partnership ON partnership.urn = school.urn AND partnership.plan_id = $2
     WHERE school.trust_code IS NOT NULL AND school.la_code IS NOT NULL
     ORDER BY partner_urn IS NULL, school.urn LIMIT 1`,
    [setId, planId],
  );
  if (!example) throw new Error("the demo needs more schools: none has a trust and a target");
  return example;
}
