// The job that computes a comparison of runs. No reader sees any of it before the last write.
import { anonymous, type Viewer } from "../../access/viewer.js";
import { type BulkColumns, insertRows } from "../../database/bulk.js";
import type { Database } from "../../database/database.js";
import { build, now } from "../../database/query-builder.js";
import { KindredError } from "../../errors.js";
import type { JobContext, JobHandlers } from "../../jobs/job.js";
import { engineVersion } from "../../programs.js";
import { computeFigures } from "../compute.js";
import { comparePairs } from "../pairs.js";
import { readRuns } from "../runs/read-runs.js";
import type { RunsSource } from "../runs/source-of-runs.js";
import type { Source } from "../source.js";
import type { StoredRequest } from "./comparison.js";
import { figureColumns, figureRows, rowsOfSchools, schoolColumns } from "./rows.js";

export interface ComparePayload {
  readonly comparisonId: string;
  /** The cohorts are read and audited as this viewer. */
  readonly asker: Pick<Viewer, "clientId" | "name" | "role">;
}

/** Rows per transaction. The embedded database answers other requests between transactions. */
const batchSize = 250;

/** Adds the sections of later stages to what was read. */
export type Extend = (database: Database, viewer: Viewer, source: RunsSource) => Promise<Source>;

/**
 * The handler of `compare` jobs.
 * @param packages npm packages to find strategies in, besides `plugins/`
 */
export function comparisonJobs(packages: readonly string[], extend?: Extend): JobHandlers {
  return { compare: (context, payload: ComparePayload) => compute(context, payload, packages, extend) };
}

/** @throws KindredError as `readRuns`; CONFLICT if another release was asked, or figures changed since */
async function compute(
  context: JobContext,
  { comparisonId, asker }: ComparePayload,
  packages: readonly string[],
  extend?: Extend,
): Promise<void> {
  const { database, progress, signal, transaction } = context;
  const comparison = await build(database)
    .selectFrom("comparison")
    .select(["runIds", "request", "engineVersion", "completedAt"])
    .$narrowType<{ request: StoredRequest }>()
    .where("id", "=", comparisonId)
    .executeTakeFirstOrThrow();
  if (comparison.completedAt) return;
  if (comparison.engineVersion !== engineVersion)
    refuse(`It was requested from Kindred ${comparison.engineVersion}, but the worker runs ${engineVersion}.`);
  await assertClient(database, asker.clientId);
  const { heldOut, ...asked } = comparison.request;
  const viewer = { ...anonymous, ...asker };
  const request = { ...asked, runs: comparison.runIds, heldOut: heldOut?.year };
  const read = await readRuns(database, viewer, request, {
    packages,
    operation: "compareRuns",
    signal,
    onProgress: (done, total) => progress("reading runs", done, total),
  });
  assertSameFigures(read, comparison.request);
  const source = extend ? await extend(database, viewer, read) : read;
  const pairs = comparePairs(source.compared);
  const figures = await computeFigures(source, pairs, { signal, onProgress: progress });

  await transaction(async (sql) => {
    await build(sql).deleteFrom("comparisonFigure").where("comparisonId", "=", comparisonId).execute();
    await build(sql).deleteFrom("comparisonSchool").where("comparisonId", "=", comparisonId).execute();
  });
  const { schools } = source.compared;
  await store(context, "figures", "comparison_figure", figureColumns, figureRows(comparisonId, figures));
  const whatIf = source.further.flatMap((section) => section.whatIf?.() ?? []);
  const rows = [...rowsOfSchools(comparisonId, schools, pairs, whatIf)];
  await store(context, "schools", "comparison_school", schoolColumns, rows);
  const counts = JSON.stringify({ ...source.counts, figures: figures.length });
  await transaction((sql) =>
    build(sql)
      .updateTable("comparison")
      .set({ completedAt: now, notes: [...source.notes], counts })
      .where("id", "=", comparisonId)
      .execute(),
  );
}

async function store<Row extends object>(
  { progress, signal, transaction }: JobContext,
  what: string,
  table: string,
  columns: BulkColumns<Row>,
  rows: readonly Row[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += batchSize) {
    signal.throwIfAborted();
    progress(`storing ${what}`, start, rows.length);
    await transaction((sql) => insertRows(sql, table, columns, rows.slice(start, start + batchSize)));
  }
}

/** @throws KindredError FORBIDDEN if the client was revoked after it asked; the command line has no client */
async function assertClient(database: Database, id: string | null): Promise<void> {
  if (id === null) return;
  const clients = build(database).selectFrom("client").select("revokedAt").where("id", "=", id);
  const client = await clients.executeTakeFirst();
  if (client?.revokedAt)
    throw new KindredError("FORBIDDEN", "The client that asked for the comparison has been revoked. Ask again.");
}

/** The fingerprint has the figures that counted at the request. */
function assertSameFigures({ read: { heldOut } }: RunsSource, asked: StoredRequest): void {
  if (heldOut?.year === asked.heldOut?.year && heldOut?.sha256 === asked.heldOut?.sha256) return;
  refuse("Attendance of the held-out year was imported after it was requested.");
}

function refuse(reason: string): never {
  throw new KindredError(
    "CONFLICT",
    `The comparison cannot be made as it was requested. ${reason} Compare the runs again.`,
  );
}
