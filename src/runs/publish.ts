// Publishing a run, and the marks that keep published runs and those behind targets apart for good.
import { mayGovern, type Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import { publishedRunsById } from "./published-store.js";
import type { PublishedRun } from "./run.js";
import { runsById } from "./store.js";

/** Cohorts a statement, so that none of them stalls the embedded database for long. */
const batch = 2000;

/**
 * Copies a complete run and its cohorts to where anyone may read them; a run that is published already stays as it is.
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | FINGERPRINT_FED_TARGETS
 */
export async function publishRun(database: Database, viewer: Viewer, id: string): Promise<PublishedRun> {
  if (!mayGovern(viewer)) throw new KindredError("FORBIDDEN", "The department alone may publish runs.");
  const [run] = await runsById(database, viewer, [id]);
  if (!run) throw new KindredError("NOT_FOUND", `There is no run ${id}.`);
  if (!run.completedAt) {
    throw new KindredError("RUN_UNFINISHED", `Run ${id} is ${run.status}: wait for it, or start it again.`);
  }
  await database.transaction(async (sql) => {
    if ((await mark(sql, run.fingerprint, "PUBLISHED")) !== "PUBLISHED") {
      throw new KindredError(
        "FINGERPRINT_FED_TARGETS",
        `Run ${id} fed targets, which its cohorts would give away: it can never be published. Publish a run of other parameters.`,
      );
    }
    if (await copyRun(sql, id)) await copyCohorts(sql, id);
  });
  const [published] = await publishedRunsById(database, viewer, [id]);
  return published!;
}

/**
 * Marks a run as one that fed targets, for good; in the transaction that makes them.
 * @throws KindredError FINGERPRINT_PUBLISHED
 */
export async function markFedTarget(sql: Sql, fingerprint: string): Promise<void> {
  if ((await mark(sql, fingerprint, "FED_TARGET")) === "FED_TARGET") return;
  throw new KindredError(
    "FINGERPRINT_PUBLISHED",
    "This run is published, so targets made of it could be worked out: it can never feed any. Use a run of other parameters.",
  );
}

type Mark = "PUBLISHED" | "FED_TARGET";

/** @returns the mark that holds: the first that was ever made */
async function mark(sql: Sql, fingerprint: string, wanted: Mark): Promise<Mark> {
  await sql.query("INSERT INTO fingerprint_mark (fingerprint, mark) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    fingerprint,
    wanted,
  ]);
  const [row] = await sql.query<{ mark: Mark }>("SELECT mark FROM fingerprint_mark WHERE fingerprint = $1", [
    fingerprint,
  ]);
  return row!.mark;
}

/** @returns whether it was not there yet */
async function copyRun(sql: Sql, id: string): Promise<boolean> {
  const copied = await sql.query(
    `INSERT INTO published_run (id, fingerprint, strategy, version, engine_version, parameters, constraints,
       base_year, circumstances_year, summary, warnings)
     SELECT r.id, r.fingerprint, r.strategy, r.version, r.engine_version, r.parameters, r.constraints,
       p.base_year, p.circumstances_year, r.summary, r.warnings
     FROM run r JOIN population p ON p.id = r.population_id WHERE r.id = $1
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [id],
  );
  return copied.length > 0;
}

async function copyCohorts(sql: Sql, id: string): Promise<void> {
  for (let after = 0, more = true; more; ) {
    const copied = await sql.query<{ urn: number }>(
      `INSERT INTO published_cohort (run_id, urn, peers, distances, detail, reason)
       SELECT run_id, urn, peers, distances, detail, reason FROM cohort
       WHERE run_id = $1 AND urn > $2 ORDER BY urn LIMIT ${batch} RETURNING urn`,
      [id, after],
    );
    after = Math.max(after, ...copied.map(({ urn }) => urn));
    more = copied.length === batch;
  }
}
