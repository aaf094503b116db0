// One file of a known kind, in one transaction: all of it, or nothing.
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
  /** The academic year that the request gave; null for kinds that tell it themselves or have none. */
  readonly year: string | null;
  /** ISO date or time; null: now. */
  readonly releasedAt: string | null;
  readonly releasedBy: ReleasedBy;
  /** Whether it may end many figures or links that stand. */
  readonly replace: boolean;
  /** Who imports it. */
  readonly viewer: Viewer;
}

/** One number for every import: two at once would each miss what the other supersedes. */
const advisoryLock = 27_182_818;
const reported = 20;

/** @throws KindredError WRONG_FILE | CANCELLED, and then nothing of the file is stored */
export async function importFile(
  database: Database,
  file: FileToImport,
  options: ImportOptions,
): Promise<ImportReport> {
  try {
    return await database.transaction(async (sql) => {
      await sql.query("SELECT pg_advisory_xact_lock($1)::text", [advisoryLock]);
      return (await importAgain(sql, file)) ?? (await load(sql, file, options));
    });
  } catch (error) {
    if (options.signal?.aborted) {
      throw new KindredError(
        "CANCELLED",
        `The import of ${file.inspection.name} was cancelled; nothing of it is stored.`,
      );
    }
    throw asWrongFile(error, file.inspection.name);
  }
}

interface Stored extends Counts, Pick<ImportReport, "name" | "sha256" | "encoding" | "ended"> {
  readonly id: number;
  readonly datedBy: ReleasedBy;
  /** The date that is given now is later than that of before, or the same. */
  readonly isLater: boolean;
  readonly isOfDate: boolean;
}

/** What was imported before is not read again; it may get another release date. Null where it is new. */
async function importAgain(sql: Sql, file: FileToImport): Promise<ImportReport | null> {
  const { source, inspection, year, releasedAt, releasedBy } = file;
  const [before] = await sql.query<Omit<Stored, "rejected">>(
    `SELECT id, name, sha256, encoding, rows_read AS "rowsRead", rows_stored AS "rowsStored",
            rows_rejected AS "rowsRejected", rejections, rows_skipped AS "rowsSkipped", ended,
            released_by AS "datedBy", coalesce(released_at < $4::timestamptz, false) AS "isLater",
            coalesce(released_at = $4::timestamptz, true) AS "isOfDate"
     FROM source_file WHERE kind = $1 AND sha256 = $2 AND ($3::text IS NULL OR year = $3)`,
    [source.kind, inspection.sha256, year, releasedAt],
  );
  if (!before) return null;
  const { id, isOfDate, isLater, datedBy, ...stored } = before;
  const rejected = await sql.query<Rejection>(
    `SELECT line, "column", value, reason FROM rejected_row WHERE file_id = $1 ORDER BY line, id LIMIT $2`,
    [id, reported],
  );
  // Whichever of its names comes first: a date in one is better than none, and of two the later.
  const isBetter = datedBy === "IMPORT" || (datedBy === "NAME" && isLater);
  const redated = !isOfDate && (releasedBy === "OPTION" || (releasedBy === "NAME" && isBetter));
  const change = redated ? await redate(sql, id, file) : { ended: stored.ended, superseded: [], overtaking: [] };
  const { strayLines, strayLineCount } = inspection;
  const { ended, superseded, overtaking } = change;
  const told = { strayLines, strayLineCount, rejected, ended, releasedBy, superseded, overtaking };
  return { kind: source.kind, ...stored, ...told, alreadyImported: true, redated };
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

/** @throws KindredError WRONG_FILE where the file ends too much */
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
  let [rowsRead, rowsStored, rowsRejected, cutShortAt] = [0, 0, 0, 0];
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
    cutShortAt = record.cells.length < header.width ? record.line : 0;
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
      rejections[`${column}: ${cause}`] = (rejections[`${column}: ${cause}`] ?? 0) + 1;
      if (rejected.length < reported) rejected.push(rejection);
      await store.reject(rejection);
    }
  }
  if (cutShortAt && !inspection.endsWithLine) {
    throw new KindredError(
      "WRONG_FILE",
      `${inspection.name} stops in the middle of line ${cutShortAt}. Download it again.`,
    );
  }
  if (rowsRead === 0) {
    throw new KindredError("WRONG_FILE", `${inspection.name} has no rows below its header. Download it again.`);
  }
  const skipped = Object.values(rowsSkipped).reduce((sum, rows) => sum + rows, 0);
  if (rowsRead !== rowsStored + rowsRejected + skipped) throw new Error(`${inspection.name}: rows do not add up`);
  for (const fact of reader.rest?.() ?? []) await store.add({ directory: fact }, fact.line);
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
      "another number of cells than the header",
      `${cells.length} cells where the header has ${header.width}`,
    );
  }
  const row = new RowReader(line, header.columns, cells);
  const reading = reader.read(row);
  if ("skipped" in reading) return reading;
  const first = firstLines.get(reading.subject);
  if (first !== undefined) row.reject(source.key, "repeated", `line ${first} is about ${reading.subject} already`);
  firstLines.set(reading.subject, line);
  return reading;
}
