// Imports one file of a known kind in one transaction: all of it or nothing.
import { sql as expression } from "kysely";
import { recordAct } from "../access/acts.js";
import type { Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import { asWrongFile, type CsvRecord, openCsv } from "./csv.js";
import { deriveSchools } from "./directory.js";
import { FactStore } from "./fact-store.js";
import { fits, type Header, readHeader } from "./header.js";
import type { Inspection } from "./inspect.js";
import { UnknownLabels } from "./labels.js";
import type { Encoding, ImportOptions, ImportReport, Rejection, ReleasedBy } from "./report.js";
import { RowReader, RowRejected } from "./row-reader.js";
import type { Reader, Reading, Source } from "./source.js";
import { Subjects } from "./subjects.js";
import { areLinksCurrent, type Change, supersede } from "./supersession.js";
import { assertWhole } from "./whole.js";

export interface FileToImport {
  readonly source: Source;
  readonly inspection: Inspection;
  /** The academic year from the request; null for kinds that contain it or have none. */
  readonly year: string | null;
  /** ISO date or time; null means now. */
  readonly releasedAt: string | null;
  readonly releasedBy: ReleasedBy;
  /** The file may end many current figures or links. */
  readonly replace: boolean;
  /** The caller. */
  readonly viewer: Viewer;
}

interface ImportedFile {
  readonly report: ImportReport;
  /** The number of schools in the directory that the file added or changed. */
  readonly schoolsChanged: number;
}

/** The same lock for every import: two at once would each miss what the other supersedes. */
const advisoryLock = 27_182_818;
const maxReportedRows = 20;

/** @throws KindredError WRONG_FILE | CANCELLED; nothing from the file is stored then */
export async function importFile(
  database: Database,
  file: FileToImport,
  options: ImportOptions,
): Promise<ImportedFile> {
  try {
    return await database.transaction(async (sql) => {
      await sql.query("SELECT pg_advisory_xact_lock($1)::text", [advisoryLock]);
      return (await reportStored(sql, file)) ?? (await load(sql, file, options));
    });
  } catch (error) {
    if (options.signal?.aborted) {
      throw new KindredError(
        "CANCELLED",
        `The import of ${file.inspection.name} was cancelled. Nothing from it is stored.`,
      );
    }
    throw asWrongFile(error, file.inspection.name);
  }
}

/** Reports a file that was imported before, without reading it again, and may redate it. Null for a new file. */
async function reportStored(sql: Sql, file: FileToImport): Promise<ImportedFile | null> {
  const { source, inspection, year, releasedAt, releasedBy } = file;
  const database = build(sql);
  const before = await database
    .selectFrom("sourceFile")
    .select(["id", "name", "sha256", "encoding", "rowsRead", "rowsStored", "rowsRejected", "rejections", "rowsSkipped"])
    .select(["unknownLabels", "ended", "releasedBy as datedBy"])
    .select(expression<boolean>`coalesce(released_at < ${releasedAt}::timestamptz, false)`.as("isLater"))
    .select(expression<boolean>`coalesce(released_at = ${releasedAt}::timestamptz, true)`.as("isSameDate"))
    .where("kind", "=", source.kind)
    .where("sha256", "=", inspection.sha256)
    .$if(year !== null, (files) => files.where("year", "=", year))
    .$narrowType<{ encoding: Encoding; rejections: RowCounts; rowsSkipped: RowCounts; unknownLabels: RowCounts }>()
    .executeTakeFirst();
  if (!before) return null;
  const { id, isSameDate, isLater, datedBy, ...stored } = before;
  const rejected = await database
    .selectFrom("rejectedRow")
    .select(["line", "column", "value", "reason"])
    .where("fileId", "=", id)
    .orderBy("line")
    .orderBy("id")
    .limit(maxReportedRows)
    .execute();
  // The same bytes may come under several names: a date in a name is better than none, and of two dates the later.
  const isBetter = datedBy === "IMPORT" || (datedBy === "NAME" && isLater);
  const redated = !isSameDate && (releasedBy === "OPTION" || (releasedBy === "NAME" && isBetter));
  if (redated) {
    const releasedNow = expression<Date>`${releasedAt}::timestamptz`;
    await database
      .updateTable("sourceFile")
      .set({ releasedAt: releasedNow, releasedBy })
      .where("id", "=", id)
      .execute();
  }
  const { schoolsChanged, ended, superseded, supersededBy } = redated
    ? await makeCurrent(sql, id, file, false)
    : { schoolsChanged: 0, ended: stored.ended, superseded: [], supersededBy: [] };
  const { strayLines, strayLineCount } = inspection;
  const added = { strayLines, strayLineCount, rejected, ended, releasedBy, superseded, supersededBy };
  return { report: { kind: source.kind, ...stored, ...added, alreadyImported: true, redated }, schoolsChanged };
}

async function load(sql: Sql, file: FileToImport, options: ImportOptions): Promise<ImportedFile> {
  const { source, year, releasedAt, releasedBy } = file;
  const { name, sha256, bytes, encoding, strayLines, strayLineCount } = file.inspection;
  const described = { kind: source.kind, name, sha256, encoding, releasedBy };
  const none = { rowsRead: 0, rowsStored: 0, rowsRejected: 0, rowsSkipped: "{}" };
  const release = expression<Date>`coalesce(${releasedAt}::timestamptz, now())`;
  const files = build(sql);
  const { id } = await files
    .insertInto("sourceFile")
    .values({ ...described, bytes, year, releasedAt: release, ...none })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { rejected, rowsSkipped, rejections, unknownLabels, ...counts } = await loadRows(sql, id, file, options);
  const causes = {
    rowsSkipped: JSON.stringify(rowsSkipped),
    rejections: JSON.stringify(rejections),
    unknownLabels: JSON.stringify(unknownLabels),
  };
  const latestYear = expression<string>`coalesce(year,
    (SELECT max(year) FROM attendance WHERE file_id = ${id}), (SELECT max(year) FROM circumstances WHERE file_id = ${id}))`;
  await files
    .updateTable("sourceFile")
    .set({ ...counts, ...causes, year: latestYear })
    .where("id", "=", id)
    .execute();
  const { schoolsChanged, ended, superseded, supersededBy } = await makeCurrent(sql, id, file, true);
  const stored = { ...counts, rowsSkipped, rejections, unknownLabels, rejected, strayLines, strayLineCount };
  const report = { ...described, ...stored, ended, superseded, supersededBy, alreadyImported: false, redated: false };
  return { report, schoolsChanged };
}

/** @throws KindredError WRONG_FILE where the file ends too many figures or links */
async function makeCurrent(
  sql: Sql,
  id: number,
  file: FileToImport,
  isNew: boolean,
): Promise<Change & Pick<ImportedFile, "schoolsChanged">> {
  const files = build(sql);
  const { year } = await files.selectFrom("sourceFile").select("year").where("id", "=", id).executeTakeFirstOrThrow();
  await recordAct(sql, file.viewer, {
    type: isNew ? "FILE_IMPORTED" : "FILE_REDATED",
    subjectKind: "FILE",
    subject: `${file.source.kind} ${file.inspection.sha256}`,
    year,
  });
  const change = await supersede(sql, { id, isNew, viewer: file.viewer });
  if (!file.replace) assertWhole(file.inspection.name, change);
  await files.updateTable("sourceFile").set({ ended: change.ended }).where("id", "=", id).execute();
  return { ...change, schoolsChanged: await deriveSchools(sql, id, file.source) };
}

/** Cause -> number of rows. */
type RowCounts = ImportReport["rejections"];

type Counts = Pick<
  ImportReport,
  "rowsRead" | "rowsStored" | "rowsRejected" | "rejections" | "rowsSkipped" | "unknownLabels" | "rejected"
>;

async function loadRows(sql: Sql, fileId: number, file: FileToImport, options: ImportOptions): Promise<Counts> {
  const { source, inspection } = file;
  const store = new FactStore(sql, fileId, await areLinksCurrent(sql, fileId));
  const reader = source.open(file.year ?? "");
  const rowsSkipped: Record<string, number> = {};
  const rejections: Record<string, number> = {};
  const rejected: Rejection[] = [];
  const unknownLabels = new UnknownLabels();
  let header: Header | undefined;
  let subjects: Subjects | undefined;
  let rowsRead = 0;
  let rowsStored = 0;
  let rowsRejected = 0;
  let incompleteLine = 0;
  const { kind } = source;
  const { name, bytes: total } = inspection;
  const records = openCsv(
    inspection,
    (cells) => fits(source, cells),
    (done) => options.onProgress?.({ kind, name, done, total }),
  );
  for await (const batch of records) {
    options.signal?.throwIfAborted();
    for (const record of batch) {
      if (!header || !subjects) {
        header = readHeader(source, record.cells, inspection.name);
        subjects = new Subjects(source, header, inspection);
        continue;
      }
      rowsRead++;
      incompleteLine = record.cells.length < header.width ? record.line : 0;
      try {
        const reading = readRow(source, reader, header, record, unknownLabels);
        if ("skipped" in reading) {
          rowsSkipped[reading.skipped] = (rowsSkipped[reading.skipped] ?? 0) + 1;
          incompleteLine = 0;
        } else {
          await subjects.add(reading.subject, record);
          rowsStored++;
          await store.add(reading.facts, record.line);
        }
      } catch (error) {
        if (!(error instanceof RowRejected)) throw error;
        const { column, value, cause, reason } = error;
        const rejection = { line: record.line, column, value, reason };
        rowsRejected++;
        const key = `${column}: ${cause}`;
        rejections[key] = (rejections[key] ?? 0) + 1;
        if (rejected.length < maxReportedRows) rejected.push(rejection);
        await store.add({ rejectedRow: rejection }, record.line);
      }
    }
  }
  if (incompleteLine && !inspection.endsWithLine) {
    throw new KindredError(
      "WRONG_FILE",
      `${inspection.name} stops in the middle of line ${incompleteLine}. Download it again.`,
    );
  }
  if (rowsRead === 0) {
    throw new KindredError("WRONG_FILE", `${inspection.name} has no rows below its header. Download it again.`);
  }
  const skipped = Object.values(rowsSkipped).reduce((sum, rows) => sum + rows, 0);
  if (rowsRead !== rowsStored + rowsRejected + skipped) throw new Error(`${inspection.name}: rows do not add up`);
  for (const fact of reader.remaining?.() ?? []) await store.add({ directoryRow: fact }, fact.line);
  await store.finish();
  return { rowsRead, rowsStored, rowsRejected, rejections, rowsSkipped, unknownLabels: unknownLabels.counts, rejected };
}

function readRow(
  source: Source,
  reader: Reader,
  header: Header,
  { line, cells }: CsvRecord,
  unknownLabels: UnknownLabels,
): Reading {
  if (cells.every((cell) => cell.trim() === "")) return { skipped: "empty row" };
  const row = new RowReader(line, header, cells, unknownLabels);
  if (cells.length !== header.width) {
    const skipped = cells.length < header.width ? source.skipShortRow?.(row) : null;
    if (skipped) return { skipped };
    const detail = `${cells.length}, but the header has ${header.width}`;
    throw new RowRejected("the whole row", "", "wrong number of cells", detail);
  }
  return reader.read(row);
}
