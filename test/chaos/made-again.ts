// The work of the killed workers: a run, a target set and a plan, which are reset and made again in each round.
import { setTimeout as delay } from "node:timers/promises";
import type { Database, Sql } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { startRun } from "../../src/runs/start.js";
import { draftTargets } from "../../src/targets/draft.js";
import { jobHandlers } from "../../src/work.js";
import { department } from "../runs/viewers.js";
import { rewind } from "../support/rewind.js";
import { insertSchools, year } from "./world.js";

/** Notes how often each was finished, and who wrote rows of what is finished. */
const counting = `CREATE TABLE made (what text);
  CREATE FUNCTION made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO made VALUES (TG_TABLE_NAME); RETURN NEW; END $$;
  CREATE TRIGGER made AFTER UPDATE ON run FOR EACH ROW
    WHEN (OLD.completed_at IS NULL AND NEW.completed_at IS NOT NULL) EXECUTE FUNCTION made();
  CREATE TRIGGER made AFTER UPDATE ON target_set FOR EACH ROW
    WHEN (OLD.status = 'DRAFTING' AND NEW.status <> 'DRAFTING') EXECUTE FUNCTION made();
  CREATE TRIGGER made AFTER UPDATE ON partnership_plan FOR EACH ROW
    WHEN (OLD.status = 'ARRANGING' AND NEW.status <> 'ARRANGING') EXECUTE FUNCTION made();
  CREATE FUNCTION late_cohorts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO made SELECT 'late cohorts' FROM run WHERE completed_at IS NOT NULL AND id IN (SELECT run_id FROM new);
    RETURN NULL; END $$;
  CREATE TRIGGER late AFTER INSERT ON cohort REFERENCING NEW TABLE AS new
    FOR EACH STATEMENT EXECUTE FUNCTION late_cohorts();
  CREATE FUNCTION late_targets() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO made SELECT 'late targets' FROM target_set WHERE status <> 'DRAFTING' AND id IN (SELECT set_id FROM new);
    RETURN NULL; END $$;
  CREATE TRIGGER late AFTER INSERT ON target REFERENCING NEW TABLE AS new
    FOR EACH STATEMENT EXECUTE FUNCTION late_targets();`;

/** The run of five peers; that of twenty, which feeds the set and the plan, stays as it is. */
const again = "(SELECT id FROM run WHERE parameters->>'k' = '5')";

/** Makes all results once without kills. @returns them */
export async function prepare(database: Database, schools: number): Promise<string> {
  await insertSchools(database, schools);
  await database.script(counting);
  const start = (k: number) =>
    startRun(database, department, { strategy: "nearest-neighbour", parameters: { k }, baseYear: year }, []);
  const { id: runId, jobId } = await start(20);
  await workOff(database, jobHandlers([]), jobId);
  await start(5);
  await draftTargets(database, department, { runId, overrideReason: "a test" });
  await arrangePartnerships(database, department, { runId, overrideReason: "a test" });
  await database.query("DELETE FROM made");
  await workTheRest(database);
  return results(database);
}

/** Resets them to the state in which they were requested. */
export const reset = (database: Database): Promise<void> =>
  rewind(
    database,
    `DELETE FROM made; DELETE FROM target; DELETE FROM partnership; DELETE FROM cohort WHERE run_id = ${again};
    UPDATE run SET completed_at = NULL, summary = NULL, warnings = NULL, learnt = NULL WHERE id = ${again};
    UPDATE target_set SET status = 'DRAFTING', summary = NULL;
    UPDATE partnership_plan SET status = 'ARRANGING', stands_for = NULL, summary = NULL;
    UPDATE job SET status = 'QUEUED', attempts = 0, started_at = NULL, finished_at = NULL, run_after = now()
      WHERE kind IN ('targets', 'partnerships') OR id = (SELECT job_id FROM run WHERE id = ${again})`,
  );

const unfinished = "SELECT id FROM job WHERE kind <> 'prune' AND status <> 'SUCCEEDED' ORDER BY created_at";

export const isDone = async (sql: Sql): Promise<boolean> => (await sql.query(unfinished)).length === 0;

/** Waits for a process that runs a job. @returns its process id; undefined if all jobs are done */
export async function someoneAtWork(sql: Sql): Promise<number | undefined> {
  while (!(await isDone(sql))) {
    const [job] = await sql.query<{ worker: string }>(
      "SELECT worker FROM job WHERE status = 'RUNNING' AND kind <> 'prune' AND lease_until > now() LIMIT 1",
    );
    if (job) return Number(job.worker.split(":").at(-2));
    await delay(20);
  }
  return undefined;
}

/** Runs the remaining jobs in this process. */
export async function workTheRest(database: Database): Promise<void> {
  for (const { id } of await database.query<{ id: string }>(unfinished)) await workOff(database, jobHandlers([]), id);
}

/**
 * Expires the lease of a killed worker and resets the attempts of its jobs, so that kills do not add up.
 * @returns how many jobs it was running
 */
export async function outlive(sql: Sql, pid: number): Promise<number> {
  const jobs = await sql.query(
    `UPDATE job SET lease_until = now() - interval '1 second', attempts = 0
     WHERE status = 'RUNNING' AND worker LIKE $1 RETURNING id`,
    [`%:${pid}:%`],
  );
  return jobs.length;
}

/** Resets the attempts of running jobs, so that kills do not add up. @returns how many jobs were running */
export async function forgive(sql: Sql): Promise<number> {
  return (await sql.query("UPDATE job SET attempts = 0 WHERE status = 'RUNNING' RETURNING id")).length;
}

/** A digest of all results, and how often each was completed. */
export async function results(sql: Sql): Promise<string> {
  const digest = (table: string, of: string) =>
    `(SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY urn)), '') FROM ${table} t WHERE ${of})`;
  const [row] = await sql.query(
    `SELECT ${digest("cohort", `run_id = ${again}`)} AS cohorts, ${digest("target", "true")} AS targets,
       ${digest("partnership", "true")} AS partnerships,
       (SELECT string_agg(what, ' ' ORDER BY what) FROM made) AS made, (SELECT summary::text FROM target_set) AS set`,
  );
  return JSON.stringify(row);
}

/** Findings: results that are visible but incomplete. */
export async function halfThere(sql: Sql, schools: number): Promise<string[]> {
  const rows = await sql.query<{ what: string }>(
    `SELECT 'the run is complete without every cohort' AS what FROM run
       WHERE completed_at IS NOT NULL AND (SELECT count(*) FROM cohort WHERE run_id = run.id) <> $1::int
     UNION ALL SELECT 'the set is a draft without every target' FROM target_set
       WHERE status <> 'DRAFTING' AND (SELECT count(*) FROM target) <> $1::int
     UNION ALL SELECT 'a plan that is being arranged has links' FROM partnership_plan
       WHERE status = 'ARRANGING' AND EXISTS (SELECT FROM partnership)
     UNION ALL SELECT kind || ' failed: ' || error FROM job WHERE status = 'FAILED'`,
    [schools],
  );
  return rows.map(({ what }) => what);
}
