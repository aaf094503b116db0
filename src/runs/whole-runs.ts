// Every cohort of whole runs, for analysts and the department. Reads of unpublished runs are audited.
import { type Expression, sql as expression } from "kysely";
import { readAudited, readBy } from "../access/audit.js";
import { mayAnalyse, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { anyOf } from "../database/query-builder.js";
import { completeCohorts } from "./analysis-store.js";

/** Cohorts per statement, so that no statement delays other work for long. */
const batchSize = 500;

/** The cohorts to read, in order; `select` adds the columns. */
type Cohorts = ReturnType<typeof batchAfter>;

const batchAfter = (database: Database, runId: string, urn: number) =>
  completeCohorts(database)
    .where("cohort.runId", "=", runId)
    .where("cohort.urn", ">", urn)
    .orderBy("cohort.urn")
    .limit(batchSize);

/**
 * Yields the cohorts of complete runs in batches, run by run and in order of URN; nothing without SQL unless the viewer
 * may analyse. The statement that reads the first batch adds one audit entry for all, which names the unpublished runs
 * and no school: naming every school would say no more.
 * @param operation for the audit
 * @param select the columns, with `urn`
 */
export async function* everyCohort<Row extends { readonly urn: number }>(
  database: Database,
  viewer: Viewer,
  runIds: readonly string[],
  operation: string,
  select: (cohorts: Cohorts) => Expression<Row> & { execute(): Promise<Row[]> },
): AsyncGenerator<readonly Row[]> {
  if (!mayAnalyse(viewer)) return;
  let recorded = false;
  for (const runId of runIds) {
    let lastUrn = 0;
    let batch: readonly Row[];
    do {
      const cohorts = select(batchAfter(database, runId, lastUrn));
      batch = recorded ? await cohorts.execute() : await readRecorded(database, viewer, runIds, operation, cohorts);
      recorded = true;
      yield batch;
      lastUrn = batch.at(-1)?.urn ?? 0;
    } while (batch.length === batchSize);
  }
}

async function readRecorded<Row extends { readonly urn: number }>(
  database: Database,
  viewer: Viewer,
  runIds: readonly string[],
  operation: string,
  query: Expression<Row>,
): Promise<Row[]> {
  const rows = await readAudited(database, readBy(viewer, "cohort", operation), query, (from) =>
    from
      .selectFrom("run")
      .leftJoin("publishedRun", "publishedRun.id", "run.id")
      .where("run.id", "=", anyOf(runIds))
      .where("publishedRun.id", "is", null)
      .select([expression<null>`null::int`.as("urn"), "run.id as runId"]),
  );
  return rows.sort((one, other) => one.urn - other.urn);
}
