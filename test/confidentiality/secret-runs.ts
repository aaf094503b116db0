// Unpublished runs with jobs and cohorts. Each set and plan uses a different run.
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import ruleBands from "../../plugins/rule-bands/index.js";
import type { Database, Sql } from "../../src/database/database.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { urns } from "../server/world.js";
import { canaryText, type Owner } from "./canaries.js";
import { cohort, insert, populationContents, publishedRuns, uuid } from "./public-part.js";
import { largeCohortUrn, ownUrn, withoutReader } from "./scopes.js";

export type Twin = 0 | 1;

/** The use of each run, in the order of their ids. The last two feed nothing; the second database lacks the last. */
export const uses = ["ISSUED", "DRAFT", "SUPERSEDED", "PLAN", "FAILED", "QUEUED"] as const;
export type Use = (typeof uses)[number];

export const runIds = (twin: Twin): string[] =>
  uses.slice(0, twin === 0 ? uses.length : -1).map((_, index) => uuid(20 + twin, index + 1));

/** The n-th time of a kind of object: days and intervals differ between the databases. */
export const moment = (twin: Twin, n: number): string =>
  new Date(Date.UTC(2026, 2 + twin, 1 + n * (2 + twin), 7)).toISOString();

/** Adds the job of a run, set or plan. @param more columns of a job that did not succeed */
export async function addJob(sql: Sql, twin: Twin, id: string, kind: string, more: object = {}): Promise<string> {
  const at = moment(twin, 4);
  const job = { id: jobOf(id), kind, payload: {}, status: "SUCCEEDED", created_at: at, run_after: at };
  await insert(sql, "job", [{ ...job, ...more }]);
  return job.id;
}

export const jobOf = (id: string): string => id.replace("-4000-", "-4001-");

const parametersOf = (twin: Twin, owner: Owner): Readonly<Record<Use, object>> => ({
  // Explanations to the school show its own side, which is the same in both databases; the other side differs.
  ISSUED: { ...run(nearestNeighbour, { k: 9 }), constraints: twin === 0 ? {} : { notSameTrust: true } },
  DRAFT: twin === 0 ? run(ruleBands, { atMost: 4 }) : run(nearestNeighbour, { k: 4 }),
  SUPERSEDED: run(nearestNeighbour, { k: 6 + twin }),
  PLAN: run(ruleBands, { atMost: 6 + twin }),
  FAILED: { strategy: canaryText("strategy", owner), version: "1.0.0" },
  QUEUED: run(nearestNeighbour, { k: 11 }),
});

const run = ({ name, version }: { name: string; version: string }, parameters: object) => ({
  strategy: name,
  version,
  parameters,
});

/**
 * Adds the secret originals of published runs, with more data, and unpublished runs. The compared school's cohort in
 * the run behind the issued targets, and how it was found, is the same in both databases, because the school reads it.
 * @param owner of the canaries in the runs
 */
export async function addRuns(sql: Sql, twin: Twin, owner: Owner): Promise<void> {
  await addPopulation(sql, twin);
  const secret = runIds(twin).map((id, index) => ({ id, use: uses[index] as Use }));
  const rows = [...publishedRuns.map((id) => ({ id, use: null })), ...secret];
  for (const [at, { id, use }] of (twin === 0 ? rows : rows.toReversed()).entries()) {
    const status = use === "FAILED" || use === "QUEUED" ? use : "SUCCEEDED";
    const done = status === "SUCCEEDED";
    const failure = { error_code: "STRATEGY_FAILED", error: canaryText("error", owner) };
    const job = await addJob(sql, twin, id, "run", { status, ...(use === "FAILED" ? failure : {}) });
    await insert(sql, "run", [
      {
        id,
        fingerprint: `feedc0de${twin}${at}`,
        engine_version: "0.1.0",
        parameters: {},
        constraints: {},
        ...(use ? parametersOf(twin, owner)[use] : run(nearestNeighbour, { k: 5 + twin })),
        population_id: `population-${twin}`,
        job_id: job,
        completed_at: done ? moment(twin, at) : null,
        created_at: moment(twin, at),
        summary: done ? { schools: 60, matched: 60 - twin, unmatched: {}, blocks: {} } : null,
        warnings: [canaryText("warning", owner)],
        learnt: { weight: canaryText("learnt", owner) },
      },
    ]);
    const step = use === "ISSUED" ? 7 : 11 + 2 * (use ? uses.indexOf(use) : 10 + publishedRuns.indexOf(id));
    if (done) await addCohorts(sql, id, step + twin, use === "ISSUED");
  }
}

const others = urns.filter(withoutReader);
const largeCohort = {
  urn: largeCohortUrn,
  peers: others,
  distances: others.map((_, index) => index / 8),
  detail: { kilometres: others.map(() => null), shares: { fsm: others.map(() => 1) }, imputed: [] },
  reason: null,
};

async function addCohorts(sql: Sql, run_id: string, step: number, sameForSchool: boolean): Promise<void> {
  const stepOf = (urn: number) => (sameForSchool && urn === ownUrn ? 9 : step);
  const rows = urns.map((urn) => ({
    run_id,
    ...(sameForSchool && urn === largeCohortUrn ? largeCohort : cohort(urn, stepOf(urn))),
  }));
  await insert(sql, "cohort", step % 2 ? rows : rows.toReversed());
}

async function addPopulation(sql: Sql, twin: Twin): Promise<void> {
  await insert(sql, "population", [
    {
      id: `population-${twin}`,
      base_year: "2022/23",
      circumstances_year: "2022/23",
      schools: 60 - twin,
      blocks: {},
      contents: await populationContents(sql),
      created_at: moment(twin, 0),
    },
  ]);
}

/** Records that figures have changed, with different results in the two databases. */
export async function changeFigures(sql: Sql, twin: Twin): Promise<void> {
  await insert(sql, "current_population", [
    {
      base_year: "2021/22",
      circumstances_year: "2022/23",
      composition: canaryText("composition", twin),
      figures_version: 7 + twin,
      population_id: `population-${twin}`,
    },
  ]);
  await sql.query("UPDATE figures_version SET version = version + $1", [100 + twin]);
}

/** Freezes populations in advance, because no worker runs to do so when an analyst starts a run. */
export async function freezeEveryYear(database: Database): Promise<void> {
  for (const baseYear of ["2021/22", "2022/23"]) {
    for (const circumstancesYear of ["2021/22", "2022/23"])
      await findOrFreeze(database, { baseYear, circumstancesYear });
  }
  await database.query("UPDATE population SET created_at = '2026-01-01'");
}

/** Restores the runs after an analyst has started or cancelled one. */
export async function restoreRuns(sql: Sql): Promise<void> {
  const originalIds = [...publishedRuns, ...runIds(0)];
  await sql.query("DELETE FROM run WHERE id <> ALL($1::uuid[])", [originalIds]);
  await sql.query("DELETE FROM job WHERE kind IN ('run', 'freeze') AND id <> ALL($1::uuid[])", [
    originalIds.map(jobOf),
  ]);
  await sql.query(
    `UPDATE job SET status = 'QUEUED', cancel_requested = false, finished_at = NULL WHERE id = $1::uuid AND status <> 'QUEUED'`,
    [jobOf(originalIds.at(-1) as string)],
  );
}
