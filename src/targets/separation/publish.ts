// Publishes a run: copies the run, its population and its cohorts to tables that anyone may read.
import { recordAct } from "../../access/acts.js";
import { assertGoverns, type Viewer } from "../../access/viewer.js";
import type { Database, Sql } from "../../database/database.js";
import { build } from "../../database/query-builder.js";
import { publishedRunsById } from "../../runs/published-store.js";
import type { PublishedRun } from "../../runs/run.js";
import { requireFinishedRun } from "../../runs/store.js";
import { type Compare, compareInProcess } from "./compare.js";
import { withMark } from "./marks.js";

interface PublishRequest {
  readonly runId: string;
  /** Why to publish although the run is too similar to a run that fed targets; recorded in the log of acts. */
  readonly overrideReason?: string | null | undefined;
}

/** Cohorts per statement, so that no statement blocks the embedded database for long. */
const batchSize = 2000;

/**
 * Publishes a complete run. A run that is already published stays as it is.
 * @param compare compares it with runs that fed targets, here or in a worker; not called for a request that is refused
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | FINGERPRINT_FED_TARGETS | RUNS_TOO_ALIKE | BAD_ARGUMENT
 */
export async function publishRun(
  database: Database,
  viewer: Viewer,
  { runId, overrideReason }: PublishRequest,
  compare: Compare = compareInProcess,
): Promise<PublishedRun> {
  assertGoverns(viewer, "Only the department may publish runs.");
  const run = await requireFinishedRun(database, viewer, runId);
  if (!run.published) {
    await withMark(database, { run, mark: "PUBLISHED", overrideReason, compare }, async (sql, reason) => {
      if (!(await copyRun(sql, runId))) return;
      await copyCohorts(sql, runId);
      const subject = { subjectKind: "RUN", subject: runId, year: run.baseYear } as const;
      await recordAct(sql, viewer, { type: "RUN_PUBLISHED", ...subject, reason });
    });
  }
  const [published] = await publishedRunsById(database, viewer, [runId]);
  return published!;
}

/** @returns false if the run was already copied */
async function copyRun(sql: Sql, id: string): Promise<boolean> {
  const described = ["fingerprint", "strategy", "version", "engineVersion", "parameters", "constraints"] as const;
  const found = ["baseYear", "circumstancesYear", "summary", "warnings"] as const;
  const copied = await build(sql)
    .insertInto("publishedRun")
    .columns(["id", ...described, ...found, "populationContents"])
    .expression(({ selectFrom }) =>
      selectFrom("run")
        .innerJoin("population", "population.id", "run.populationId")
        .select(["run.id", ...described, ...found, "contents"])
        .where("run.id", "=", id),
    )
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return copied !== undefined;
}

async function copyCohorts(sql: Sql, id: string): Promise<void> {
  const columns = ["runId", "urn", "peers", "distances", "detail", "reason"] as const;
  let lastUrn = 0;
  for (;;) {
    const copied = await build(sql)
      .insertInto("publishedCohort")
      .columns(columns)
      .expression(({ selectFrom }) =>
        selectFrom("cohort")
          .select(columns)
          .where("runId", "=", id)
          .where("urn", ">", lastUrn)
          .orderBy("urn")
          .limit(batchSize),
      )
      .returning("urn")
      .execute();
    if (copied.length < batchSize) return;
    lastUrn = Math.max(...copied.map(({ urn }) => urn));
  }
}
