// Data that a public viewer may not see, with values that are easy to find in a response.
import { insertRows } from "../../src/database/bulk.js";
import type { Database, Sql } from "../../src/database/database.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { department, urns } from "./world.js";

const uuid = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, "0")}`;

/** The run used for the targets, an unpublished run, and the published run. */
export const runs = { secret: uuid(1), unpublished: uuid(2), published: uuid(3) };
export const targetSet = uuid(4);
export const draftSet = uuid(5);
export const plan = uuid(6);
export const comparison = uuid(7);

export const globalId = (type: string, key: string) => Buffer.from(`${type}:${key}`).toString("base64");

/** Any of these in a response to a public viewer is a leak. */
export const marks = [
  "61.7",
  "61.123456",
  "secretstrategy",
  "unpublishedstrategy",
  "77.7",
  "4.321",
  "feedc0de",
  "TARGET_MARK",
];

export async function addPublishedRun(database: Database): Promise<void> {
  await findOrFreeze(database, { baseYear: "2022/23" });
  await addRun(database, runs.published, "openstrategy", "0be0c0de");
  await addCohorts(database, runs.published, 1);
  await publishRun(database, department, { runId: runs.published, overrideReason: "a small world" });
}

interface Origin {
  /** ID of the run used for the targets and the plan. */
  readonly fed: string;
  readonly policy: object;
}

/** @param origin run and policy of the targets; it does not change the figures */
export async function addSecrets(
  database: Database,
  origin: Origin = { fed: runs.secret, policy: { id: "example" } },
): Promise<void> {
  await addRun(database, runs.secret, "secretstrategy", "feedc0de");
  await addRun(database, runs.unpublished, "unpublishedstrategy", "feedc0de2");
  await addCohorts(database, runs.secret, 2);
  await addCohorts(database, runs.unpublished, 3);
  await addComparison(database);
  await addTargets(database, origin, targetSet, "ISSUED", "61.7");
  await addTargets(database, origin, draftSet, "DRAFT", "61.8");
  await addPlan(database, origin);
}

async function addJob(sql: Sql, id: string, kind: string) {
  await sql.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, $2, '{}', 'SUCCEEDED')", [id, kind]);
  return id;
}

const jobOf = (id: string) => id.replace("-4000-", "-4001-");

async function addRun(sql: Sql, id: string, strategy: string, fingerprint: string) {
  const job = await addJob(sql, jobOf(id), "run");
  await sql.query(
    `INSERT INTO run (id, fingerprint, strategy, version, engine_version, parameters, constraints, population_id, job_id,
       completed_at, summary, warnings)
     VALUES ($1, $2, $3, '1.0.0', '0.1.0', '{"k": 2}', '{}', (SELECT id FROM population), $4, '2026-01-01',
       '{"schools": 60, "matched": 60, "unmatched": {}, "blocks": {"SECONDARY": {"schools": 60, "matched": 60}}}', '[]')`,
    [id, fingerprint, strategy, job],
  );
}

/** Two peers per school: those `step` and `step` + 1 places further on. */
async function addCohorts(sql: Sql, runId: string, step: number) {
  const rows = urns.map((urn, index) => ({
    run_id: runId,
    urn,
    peers: [urns[(index + step) % 60], urns[(index + step + 1) % 60]],
    distances: [0.1 * step, 0.2 * step],
    detail: { kilometres: [1, null], shares: { fsm: [0.75, 0.5], roll: [0.25, 0.5] }, imputed: [] },
    reason: null,
  }));
  const columns = { run_id: "uuid", urn: "int", peers: "int[]", distances: "float8[]", detail: "json", reason: "text" };
  await insertRows(sql, "cohort", columns, rows);
}

async function addComparison(sql: Sql) {
  const job = await addJob(sql, jobOf(comparison), "compare");
  await sql.query(
    `INSERT INTO comparison (id, fingerprint, engine_version, base_year, run_ids, names, request, job_id, completed_at, counts)
     VALUES ($1, 'feedc0de3', '0.1.0', '2022/23', $2, '{secretstrategy,unpublishedstrategy}',
       '{"attributes": ["fsm"], "heldOut": null, "seed": 1}', $3, '2026-01-01', '{}')`,
    [comparison, [runs.secret, runs.unpublished], job],
  );
  await sql.query(
    `INSERT INTO comparison_figure (comparison_id, position, section, measure, strategy, other, block, "group", level, attribute, value, n)
     VALUES ($1, 0, 'agreement', 'jaccard', 'secretstrategy', 'unpublishedstrategy', 'all', 'all', 'all', '', 61.123456, 60)`,
    [comparison],
  );
  await sql.query(
    `INSERT INTO comparison_school (comparison_id, urn, block, depth, shared, jaccard, containment, rbo_low, rbo_residual, rbo_ext, what_if)
     SELECT $1, urn, 'SECONDARY', '{2}', '{1}', '{61.123456}', '{0.5}', '{0.1}', '{0.2}', '{0.25}', '{61.123456}' FROM unnest($2::int[]) AS urn`,
    [comparison, urns],
  );
}

async function addTargets(sql: Sql, { fed, policy }: Origin, id: string, status: string, target: string) {
  const job = await addJob(sql, jobOf(id), "targets");
  await sql.query(
    `INSERT INTO target_set (id, run_id, job_id, policy, base_year, target_year, status, issued_for, issued_at)
     VALUES ($1, $2, $3, $6::jsonb, '2022/23', '2023/24', $4, $5, CASE WHEN $5::text IS NOT NULL THEN now() END)`,
    [id, fed, job, status, status === "ISSUED" ? "2023/24" : null, JSON.stringify(policy)],
  );
  const figure = (urn: number) => ({ urn, year: "2022/23", attendance: "61.123456", file: 1, line: 2 });
  const columns = {
    set_id: "uuid",
    urn: "int",
    outcome: "text",
    target: "numeric",
    baseline: "numeric",
    baseline_kind: "text",
    flags: "text[]",
    parts: "json",
  };
  await insertRows(
    sql,
    "target",
    columns,
    urns.map((urn) => ({
      set_id: id,
      urn,
      outcome: "SET",
      target,
      baseline: "61.123456",
      baseline_kind: "OWN",
      flags: ["SMALL"],
      parts: {
        sources: [figure(urn)],
        peers: 20,
        median: "62.5",
        contribution: "0.1",
        improvement: "0.4",
        improvementShown: "0.6",
        code: "TARGET_MARK",
      },
    })),
  );
}

/** Each school's partner is 30 places further on. */
async function addPlan(sql: Sql, { fed }: Origin) {
  const job = await addJob(sql, jobOf(plan), "partnerships");
  await sql.query(
    `INSERT INTO partnership_plan (id, run_id, job_id, parameters, status, stands_for, base_year)
     VALUES ($1, $2, $3, '{}', 'PROPOSED', '2022/23', '2022/23')`,
    [plan, fed, job],
  );
  const columns = {
    plan_id: "uuid",
    urn: "int",
    partner_urn: "int",
    status: "text",
    rank: "int",
    distance: "float8",
    kilometres: "float8",
    gap: "numeric",
  };
  await insertRows(
    sql,
    "partnership",
    columns,
    urns.map((urn, index) => ({
      plan_id: plan,
      urn,
      partner_urn: urns[(index + 30) % 60],
      status: "PROPOSED",
      rank: fed === runs.secret ? 7 : 8,
      distance: fed === runs.secret ? 0.3 : 0.4,
      kilometres: 77.7,
      gap: "4.321",
    })),
  );
}
