// All cohorts of a run, for an export.
import { sql as expression } from "kysely";
import { readBy, recordRead } from "../../access/audit.js";
import { mayAnalyse, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { build } from "../../database/query-builder.js";
import { cohortOf } from "../cohort.js";
import { type ExportedCohort, exportedCohort } from "./cohort-files.js";

/** Cohorts a statement, so that no statement delays other work for long. */
const batchSize = 500;

/**
 * The cohorts of a complete run, ascending by URN; none without SQL unless the viewer may analyse.
 * The statement that reads the first of them adds one audit entry unless the run is published. The entry names the run
 * and no school, because every school's cohort is read.
 * @param operation for the audit
 */
export async function* everyCohort(
  database: Database,
  viewer: Viewer,
  runId: string,
  operation: string,
): AsyncGenerator<ExportedCohort> {
  if (!mayAnalyse(viewer)) return;
  const after = (urn: number) =>
    build(database)
      .selectFrom("cohort")
      .innerJoin("run", "run.id", "cohort.runId")
      .where("run.completedAt", "is not", null)
      .where("cohort.runId", "=", runId)
      .where("cohort.urn", ">", urn)
      .orderBy("cohort.urn")
      .limit(batchSize)
      .selectAll("cohort");
  let rows = await build(database)
    .with("found", () => after(0))
    .with("audit", (from) =>
      recordRead(
        database,
        readBy(viewer, "cohort", operation),
        from
          .selectFrom("found")
          .leftJoin("publishedRun", "publishedRun.id", "found.runId")
          .where("publishedRun.id", "is", null)
          .select([expression<null>`null::int`.as("urn"), "found.runId"]),
      ),
    )
    .selectFrom("found")
    .selectAll()
    .orderBy("urn")
    .execute();
  while (rows.length > 0) {
    yield* rows.map((row) => exportedCohort(cohortOf(row)));
    rows = rows.length < batchSize ? [] : await after(rows.at(-1)!.urn).execute();
  }
}
