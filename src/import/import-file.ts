// Imports one file of a known kind in one transaction: all of it or nothing.
import { recordAct } from "../access/acts.js";
import type { Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import { asWrongFile, type CsvRecord, openCsv } from "./csv.js";
import { deriveSchools } from "./directory.js";
import { FactStore } from "./fact-store.js";
import { readHeader } from "./header.js";
import type { Inspection } from "./inspect.js";
import type { ImportOptions, ImportReport, Rejection, ReleasedBy } from "./report.js";
import { RowReader, RowRejected } from "./row-reader.js";
import type { Reader, Source } from "./source.js";
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

/** The same lock for every import: two at once would each miss what the other supersedes. */
const advisoryLock = 27_182_818;
const maxReportedRows = 20;

/** @throws KindredError WRONG_FILE | CANCELLED; nothing from the file is stored then */
export async function importFile(
  database: Database,
  file: FileToImport,
  options: ImportOptions,
): Promise<ImportReport> {
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

interface StoredImport extends Counts, Pick<ImportReport, "name" | "sha256" | "encoding" | "ended"> {
  readonly id: number;
  readonly datedBy: ReleasedBy;
  /** The release date given now is later than the stored one. */
  readonly isLater: boolean;
  readonly isSameDate: boolean;
}

/** Reports a file that was imported before, without reading it again, and may redate it. Null for a new file. */
async function reportStored(sql: Sql, file: FileToImport): Promise<ImportReport | null> {
  const { source, inspection, year, releasedAt, releasedBy } = file;
  const [before] = await sql.query<Omit<StoredImport, "rejected">>(
    `SELECT id, name, sha256, encoding, rows_read AS "rowsRead", rows_stored AS "rowsStored",
            rows_rejected AS "rowsRejected", rejections, rows_skipped AS "rowsSkipped", ended,
            released_by AS "datedBy", coalesce(released_at < $4::timestamptz, false) AS "isLater",
            coalesce(released_at = $4::timestamptz, true) AS "isSameDate"
     FROM source_file WHERE kind = $1 AND sha256 = $2 AND ($3::text IS NULL OR year = $3)`,
    [source.kind, inspection.sha256, year, releasedAt],
  );
  if (!before) return null;
  const { id, isSameDate, isLater, datedBy, ...stored } = before;
  const rejected = await sql.query<Rejection>(
    `SELECT line, "column", value, reason FROM rejected_row WHERE file_id = $1 ORDER BY line, id LIMIT $2`,
    [id, maxReportedRows],
  );
  // The same bytes may come under several names: a date in a name is better than none, and of two dates the later.
  const isBetter = datedBy === "IMPORT" || (datedBy === "NAME" && isLater);
  const redated = !isSameDate && (releasedBy === "OPTION" || (releasedBy === "NAME" && isBetter));
  const change = redated ? await redate(sql, id, file) : { ended: stored.ended, superseded: [], overtaking: [] };
  const { strayLines, strayLineCount } = inspection;
  const { ended, superseded, overtaking } = change;
  const added = { strayLines, strayLineCount, rejected, ended, releasedBy, superseded, overtaking };
  return { kind: source.kind, ...stored, ...added, alreadyImported: true, redated };
}

async function redate(sql: Sql, id: number, file: FileToImport): Promise<Change> {
  const { releasedAt, releasedBy } = file;
  await sql.query("UPDATE source_file SET released_at = $2::timestamptz, released_by = $3 WHERE id = $1", [
    id,
    releasedAt,
    releasedBy,
  ]);
  return makeCurrent(sql, id, file, false);
}

async function load(sql: Sql, file: FileToImport, options: ImportOptions): Promise<ImportReport> {
  const { source, inspection, releasedBy } = file;
  const { name, sha256, bytes, encoding } = inspection;
  const [{ id } = { id: 0 }] = await sql.query<{ id: number }>(
    `INSERT INTO source_file (kind, name, sha256, bytes, encoding, year, released_at, released_by, rows_read, rows_stored, rows_rejected, rows_skipped)
     VALUES ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, now()), $8, 0, 0, 0, '{}') RETURNING id`,
    [source.kind, name, sha256, bytes, encoding, file.year, file.releasedAt, releasedBy],
  );
  const counts = await loadRows(sql, id, file, options);
  await sql.query(
    `UPDATE source_file SET rows_read = $2, rows_stored = $3, rows_rejected = $4, rows_skipped = $5, rejections = $6,
       year = coalesce(year, (SELECT max(year) FROM attendance WHERE file_id = $1)) WHERE id = $1`,
    [
      id,
      counts.rowsRead,
      counts.rowsStored,
      counts.rowsRejected,
      JSON.stringify(counts.rowsSkipped),
      JSON.stringify(counts.rejections),
    ],
  );
  const { ended, superseded, overtaking } = await makeCurrent(sql, id, file, true);
  const change = { ended, superseded, overtaking };
  return {
    kind: source.kind,
    name,
    sha256,
    encoding,
    ...counts,
    ...change,
    releasedBy,
    alreadyImported: false,
    redated: false,
    strayLines: inspection.strayLines,
    strayLineCount: inspection.strayLineCount,
  };
}

/** @throws KindredError WRONG_FILE where the file ends too many figures or links */
async function makeCurrent(sql: Sql, id: number, file: FileToImport, isNew: boolean): Promise<Change> {
  const [stored] = await sql.query<{ year: string | null }>("SELECT year FROM source_file WHERE id = $1", [id]);
  await recordAct(sql, file.viewer, {
    type: isNew ? "FILE_IMPORTED" : "FILE_REDATED",
    subjectKind: "FILE",
    subject: `${file.source.kind} ${file.inspection.sha256}`,
    year: stored?.year,
  });
  const change = await supersede(sql, { id, isNew, viewer: file.viewer });
  if (!file.replace) assertWhole(file.inspection.name, change);
  await sql.query("UPDATE source_file SET ended = $2 WHERE id = $1", [id, change.ended]);
  await deriveSchools(sql, id, file.source.kind);
  return change;
}

type Counts = Pick<
  ImportReport,
  "rowsRead" | "rowsStored" | "rowsRejected" | "rejections" | "rowsSkipped" | "rejected"
>;

async function loadRows(sql: Sql, fileId: number, file: FileToImport, options: ImportOptions): Promise<Counts> {
  const { source, inspection } = file;
  const store = new FactStore(sql, fileId, await areLinksCurrent(sql, fileId));
  const reader = source.open(file.year ?? "");
  const firstLines = new Map<string, number>();
  const rowsSkipped: Record<string, number> = {};
  const rejections: Record<string, number> = {};
  const rejected: Rejection[] = [];
  let header: Header | undefined;
  let rowsRead = 0;
  let rowsStored = 0;
  let rowsRejected = 0;
  let incompleteLine = 0;
  const records = openCsv(inspection, (done) =>
    options.onProgress?.({ kind: source.kind, name: inspection.name, done, total: inspection.bytes }),
  );
  for await (const record of records) {
    options.signal?.throwIfAborted();
    if (!header) {
      header = { columns: readHeader(source, record.cells, inspection.name), width: record.cells.length };
      continue;
    }
    rowsRead++;
    incompleteLine = record.cells.length < header.width ? record.line : 0;
    try {
      const reading = readRow(source, reader, header, record, firstLines);
      if ("skipped" in reading) rowsSkipped[reading.skipped] = (rowsSkipped[reading.skipped] ?? 0) + 1;
      else {
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
      await store.reject(rejection);
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
  for (const fact of reader.remaining?.() ?? []) await store.add({ directory: fact }, fact.line);
  await store.flush();
  return { rowsRead, rowsStored, rowsRejected, rejections, rowsSkipped, rejected };
}

interface Header {
  /** Column -> its index. */
  readonly columns: ReadonlyMap<string, number>;
  readonly width: number;
}

function readRow(
  source: Source,
  reader: Reader,
  header: Header,
  { line, cells }: CsvRecord,
  firstLines: Map<string, number>,
) {
  if (cells.every((cell) => cell.trim() === "")) return { skipped: "empty row" } as const;
  if (cells.length !== header.width) {
    throw new RowRejected(
      "the whole row",
      "",
      "wrong number of cells",
      `${cells.length}, but the header has ${header.width}`,
    );
  }
  const row = new RowReader(line, header.columns, cells);
  const reading = reader.read(row);
  if ("skipped" in reading) return reading;
  const first = firstLines.get(reading.subject);
  if (first !== undefined) row.reject(source.key, "repeated", `line ${first} already has ${reading.subject}`);
  firstLines.set(reading.subject, line);
  return reading;
}
