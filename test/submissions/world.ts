// Four invented schools, a vendor that two of them agreed with, and short ways to submit.
import { authenticator } from "../../src/access/authenticate.js";
import { createClient } from "../../src/access/clients.js";
import { grantCapability } from "../../src/access/grants.js";
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import type { Database, Sql } from "../../src/database/database.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import type { Submission } from "../../src/submissions/submission.js";
import { submit } from "../../src/submissions/submit.js";

export const department: Viewer = { ...anonymous, role: "DEPARTMENT" };
export const schoolOf = (urn: number): Viewer => ({ ...anonymous, role: "SCHOOL", urn });

/** 100001 and 100002 agreed with the vendor; 100003 did not. 100004 opened on 1 October 2024 and closed on 13 June 2025. */
export const urns = [100_001, 100_002, 100_003, 100_004] as const;
export const agreed = urns.slice(0, 2);

/** The time of the calls, unless a test says another. */
export const now = new Date("2025-07-21T18:00:00Z");

/** @returns the vendor as a request of its key has it */
export async function layWorld(database: Database, name = "Example Vendor"): Promise<Viewer> {
  await laySchools(database);
  return vendorOf(database, name, agreed);
}

export async function laySchools(sql: Sql): Promise<void> {
  await sql.query(
    `INSERT INTO source_file (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
     VALUES (1, 'gias', 'directory.csv', 'abc', 1, 'utf-8', '2024-01-01', 4, 4, 0, '{}')`,
  );
  await sql.query(
    `INSERT INTO school (urn, name, search_name, status, block, register_pupils, open_date, close_date, stub, file_id, line)
     SELECT urn, 'Oakfield', 'oakfield', 'OPEN', 'SECONDARY', 400,
       CASE urn WHEN 100004 THEN '2024-10-01'::date END, CASE urn WHEN 100004 THEN '2025-06-13'::date END, false, 1, urn
     FROM unnest($1::int[]) AS schools (urn)`,
    [[...urns]],
  );
}

export async function vendorOf(database: Database, name: string, agreed: readonly number[]): Promise<Viewer> {
  const created = await createClient(database, department, { name, role: "MIS_VENDOR" });
  const clientId = created.client.id;
  for (const urn of agreed) await grantCapability(database, schoolOf(urn), { clientId, capability: "ATTENDANCE" });
  return authenticator(database)(`Bearer ${created.key}`, new Date());
}

/** A week of 400 enrolments, of whom 5% are absent: accepted, unless it is changed. */
export const week = (changes: Partial<Submission> = {}): Submission => ({
  urn: 100_001,
  scope: "AGE_5_15",
  from: "2024-09-09",
  to: "2024-09-13",
  revision: 1,
  asAt: new Date("2024-09-16T09:00:00Z"),
  totals: { possible: 4000, attended: 3800, authorised: 150, unauthorised: 50 },
  enrolments: 400,
  persistent: 60,
  severe: 8,
  ...changes,
});

export const withdrawal = (changes: Partial<Submission> = {}): Submission =>
  week({ revision: 2, totals: null, withdrawn: true, enrolments: null, persistent: null, severe: null, ...changes });

export const submitAs = (database: Database, viewer: Viewer, ...submissions: Submission[]) =>
  submit(database, viewer, submissions, { halfTerms: usualHalfTerms, now });
