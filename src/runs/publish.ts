// Publishing a run, and the marks that keep published runs and those behind targets apart for good.
import { recordAct } from "../access/acts.js";
import { mayGovern, type Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import { publishedRunsById } from "./published-store.js";
import type { PublishedRun, Run } from "./run.js";
import { runsById } from "./store.js";

/** Cohorts a statement, so that none of them stalls the embedded database for long. */
const batch = 2000;

/**
 * Copies a complete run, its population and its cohorts to where anyone may read them; a run that is published already
 * stays as it is.
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
    if (!(await mark(sql, run, "PUBLISHED"))) {
      throw new KindredError(
        "FINGERPRINT_FED_TARGETS",
        `Run ${id}, or one that found the same peers, fed targets or partnerships, which its cohorts would help to work out: it can never be published. Publish a run of other parameters.`,
      );
    }
    if (!(await copyRun(sql, id))) return;
    await copyCohorts(sql, id);
    await recordAct(sql, viewer, { type: "RUN_PUBLISHED", subjectKind: "RUN", subject: id, year: run.baseYear });
  });
  const [published] = await publishedRunsById(database, viewer, [id]);
  return published!;
}

type Marked = Pick<Run, "id" | "fingerprint">;

/**
 * Marks a complete run as one that fed targets or partnerships, for good; in the transaction that makes them.
 * @throws KindredError FINGERPRINT_PUBLISHED
 */
export async function markFedTarget(sql: Sql, run: Marked): Promise<void> {
  if (!(await mark(sql, run, "FED_TARGET"))) throw publishedOnce();
}

/**
 * Whether a run was published, before anything costly is done with it: `markFedTarget` decides.
 * @throws KindredError FINGERPRINT_PUBLISHED
 */
export async function assertMayFeed(sql: Sql, { fingerprint }: Marked): Promise<void> {
  const published = await sql.query(
    "SELECT FROM fingerprint_mark WHERE fingerprint = $1 AND mark = 'PUBLISHED' LIMIT 1",
    [fingerprint],
  );
  if (published.length > 0) throw publishedOnce();
}

const publishedOnce = () =>
  new KindredError(
    "FINGERPRINT_PUBLISHED",
    "This run, or one that found the same peers, is published, so what is made of it could be worked out: it can never feed targets or partnerships. Use a run of other parameters.",
  );

/**
 * Marks the fingerprint and the digest of the cohorts: parameters that differ without any effect make the same cohorts.
 * @returns whether the wanted mark holds for both, the first that was ever made being the one that does
 */
async function mark(sql: Sql, { id, fingerprint }: Marked, wanted: "PUBLISHED" | "FED_TARGET"): Promise<boolean> {
  const marked = [fingerprint, `cohorts ${await cohortDigest(sql, id)}`];
  await sql.query(
    "INSERT INTO fingerprint_mark (fingerprint, mark) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING",
    [marked, wanted],
  );
  const others = await sql.query("SELECT FROM fingerprint_mark WHERE fingerprint = ANY($1) AND mark <> $2 LIMIT 1", [
    marked,
    wanted,
  ]);
  return others.length === 0;
}

/** Of every school and its peers in order, not of the distances. */
async function cohortDigest(sql: Sql, runId: string): Promise<string> {
  const [row] = await sql.query<{ digest: string }>(
    `SELECT encode(sha256(convert_to(coalesce(string_agg(urn || ':' || array_to_string(peers, ','), ';' ORDER BY urn), ''),
       'UTF8')), 'hex') AS digest FROM cohort WHERE run_id = $1`,
    [runId],
  );
  return row!.digest;
}

/** @returns whether it was not there yet */
async function copyRun(sql: Sql, id: string): Promise<boolean> {
  const copied = await sql.query(
    `INSERT INTO published_run (id, fingerprint, strategy, version, engine_version, parameters, constraints,
       base_year, circumstances_year, summary, warnings, population_contents)
     SELECT r.id, r.fingerprint, r.strategy, r.version, r.engine_version, r.parameters, r.constraints,
       p.base_year, p.circumstances_year, r.summary, r.warnings, p.contents
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
