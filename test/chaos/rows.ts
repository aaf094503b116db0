// Checks the rows of all results: none may be incomplete, whatever was killed.
import { needUuid } from "../../schema/id.js";
import type { Sql } from "../../src/database/database.js";
import type { IdType } from "../../src/database/global-id.js";
import type { Done } from "./errand.js";

/** Records each completion, and each takeover of a job from a dead process. */
export const watching = `CREATE TABLE made (what text, id uuid);
  CREATE FUNCTION made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO made VALUES (TG_TABLE_NAME, NEW.id); RETURN NEW; END $$;
  CREATE TRIGGER made AFTER UPDATE ON run FOR EACH ROW
    WHEN (OLD.completed_at IS NULL AND NEW.completed_at IS NOT NULL) EXECUTE FUNCTION made();
  CREATE TRIGGER made AFTER UPDATE ON target_set FOR EACH ROW
    WHEN (OLD.status = 'DRAFTING' AND NEW.status <> 'DRAFTING') EXECUTE FUNCTION made();
  CREATE TRIGGER made AFTER UPDATE ON partnership_plan FOR EACH ROW
    WHEN (OLD.status = 'ARRANGING' AND NEW.status <> 'ARRANGING') EXECUTE FUNCTION made();
  CREATE TRIGGER made AFTER UPDATE ON job FOR EACH ROW
    WHEN (OLD.status <> 'SUCCEEDED' AND NEW.status = 'SUCCEEDED') EXECUTE FUNCTION made();
  CREATE TABLE taken_over (id uuid, lease_until timestamptz, at timestamptz);
  CREATE FUNCTION taken_over() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO taken_over VALUES (NEW.id, OLD.lease_until, clock_timestamp()); RETURN NEW; END $$;
  CREATE TRIGGER taken_over AFTER UPDATE ON job FOR EACH ROW
    WHEN (OLD.status = 'RUNNING' AND NEW.status = 'RUNNING' AND OLD.fence < NEW.fence) EXECUTE FUNCTION taken_over();`;

const rowsOf = (table: string, owner: string, columns: string) =>
  `(SELECT count(*) || ' ' || coalesce(md5(string_agg(ROW(${columns})::text, ';' ORDER BY urn)), '') FROM ${table} WHERE ${owner})`;

export interface Takeovers {
  /** Before the lease expired: on the embedded database, which only one process uses. */
  readonly atOnce: number;
  readonly late: number;
}

/** How often a job was taken over from a dead process. */
export async function takeovers(sql: Sql): Promise<Takeovers> {
  const [row] = await sql.query<Takeovers>(
    `SELECT count(*) FILTER (WHERE at < lease_until)::int AS "atOnce",
       count(*) FILTER (WHERE at >= lease_until)::int AS late FROM taken_over`,
  );
  return row!;
}

interface Made {
  /** The run's parameter, which identifies the undisturbed run. */
  readonly k: number;
  readonly what: "cohorts" | "published cohorts" | "targets" | "links";
  /** Their number and digest. */
  readonly rows: string;
  readonly finished: boolean;
}

/** All results of runs. */
export function made(sql: Sql): Promise<Made[]> {
  const cohort = "urn, peers, distances, detail::text, reason";
  return sql.query(
    `SELECT (parameters->>'k')::int AS k, 'cohorts' AS what, completed_at IS NOT NULL AS finished,
       ${rowsOf("cohort", "run_id = run.id", cohort)} AS rows FROM run
     UNION ALL SELECT (parameters->>'k')::int, 'published cohorts', true,
       ${rowsOf("published_cohort", "run_id = published_run.id", cohort)} FROM published_run
     UNION ALL SELECT (parameters->>'k')::int, 'targets', target_set.status <> 'DRAFTING',
       ${rowsOf("target", "set_id = target_set.id", "urn, outcome, target, baseline, baseline_kind, flags, parts::text")}
       FROM target_set JOIN run ON run.id = run_id
     UNION ALL SELECT (run.parameters->>'k')::int, 'links', partnership_plan.status <> 'ARRANGING',
       ${rowsOf("partnership", "plan_id = partnership_plan.id", "partner_urn, status, reason, rank, distance, kilometres, gap")}
       FROM partnership_plan JOIN run ON run.id = run_id`,
  );
}

/** Findings: results that are incomplete, made twice or impossible. */
export async function halfMade(sql: Sql, undisturbed: ReadonlyMap<string, string>): Promise<string[]> {
  const all = (await made(sql)).filter(({ finished, what }) => finished || what === "links");
  const different = all
    .filter(({ k, what, rows, finished }) => rows !== (finished ? undisturbed.get(`${what} ${k}`) : "0 "))
    .map(({ k, what, rows }) => `the ${what} of k ${k} are ${rows}, not ${undisturbed.get(`${what} ${k}`)}`);
  const impossible = await sql.query<{ what: string }>(
    `SELECT what || ' ' || id || ' was finished twice' AS what FROM made GROUP BY what, id HAVING count(*) > 1
     UNION ALL SELECT kind || ' failed: ' || coalesce(error, '') FROM job WHERE status = 'FAILED'
     UNION ALL SELECT 'a job is done, but not the run' FROM run JOIN job ON job.id = job_id
       WHERE job.status = 'SUCCEEDED' AND completed_at IS NULL
     UNION ALL SELECT 'a job is done, but not the set' FROM target_set JOIN job ON job.id = job_id
       WHERE job.status = 'SUCCEEDED' AND target_set.status = 'DRAFTING'
     UNION ALL SELECT 'a job is done, but not the plan' FROM partnership_plan JOIN job ON job.id = job_id
       WHERE job.status = 'SUCCEEDED' AND partnership_plan.status = 'ARRANGING'
     UNION ALL SELECT 'a run has two sets' FROM target_set GROUP BY run_id HAVING count(*) > 1
     UNION ALL SELECT 'two runs are of one fingerprint' FROM run GROUP BY fingerprint HAVING count(*) > 1
     UNION ALL SELECT 'two clients have one name' FROM client GROUP BY name HAVING count(*) > 1
     UNION ALL SELECT 'a run is published without the mark' FROM published_run p
       WHERE NOT EXISTS (SELECT FROM fingerprint_mark m WHERE m.fingerprint = p.fingerprint AND mark = 'PUBLISHED')
     UNION ALL SELECT 'a set is of a run without the mark' FROM target_set JOIN run ON run.id = run_id
       WHERE NOT EXISTS (SELECT FROM fingerprint_mark m WHERE m.fingerprint = run.fingerprint AND mark = 'FED_TARGET')
     UNION ALL SELECT 'a client has no key' FROM client WHERE NOT EXISTS (SELECT FROM api_key WHERE client_id = client.id)`,
  );
  return [...different, ...impossible.map(({ what }) => what)];
}

const queries: Readonly<Record<Done, readonly [type: IdType | null, sql: string]>> = {
  run: ["Run", "SELECT FROM run WHERE id = $1::uuid"],
  published: ["Run", "SELECT FROM published_run WHERE id = $1::uuid"],
  set: ["TargetSet", "SELECT FROM target_set WHERE id = $1::uuid"],
  issued: ["TargetSet", "SELECT FROM target_set WHERE id = $1::uuid AND issued_at IS NOT NULL"],
  plan: ["PartnershipPlan", "SELECT FROM partnership_plan WHERE id = $1::uuid"],
  client: [null, "SELECT FROM client WHERE id = $1::uuid"],
  key: [null, "SELECT FROM api_key WHERE id = $1::uuid AND revoked_at IS NULL"],
  revoked: [null, "SELECT FROM api_key WHERE id = $1::uuid AND revoked_at IS NOT NULL"],
};

/** Findings: results that were acknowledged and do not exist. */
export async function lost(sql: Sql, acknowledged: readonly (readonly [Done, string])[]): Promise<string[]> {
  const findings: string[] = [];
  for (const [what, id] of acknowledged) {
    const [type, statement] = queries[what];
    const rows = await sql.query(statement, [type ? needUuid(type, id) : id]);
    if (rows.length === 0) findings.push(`an acknowledged ${what} is lost`);
  }
  return findings;
}
