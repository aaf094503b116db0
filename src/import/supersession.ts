// Decides which row is current where several files have one for the same subject. Nothing is overwritten, and the order
// of imports does not matter. The kind with the higher precedence wins (attendance); then the file of the later year
// (links, directory); then the later release; then the greater digest.
import { actorParameters, recordActs } from "../access/acts.js";
import type { Viewer } from "../access/viewer.js";
import { columnName } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import { type CircumstanceName, circumstanceNames } from "./facts.js";
import type { FileRows } from "./report.js";
import { byPrecedence, kindsFeeding } from "./sources.js";

/** SQL order of files that feed the same fact, the superseding file first. `f` is `source_file`. */
export const latestFirst = "f.year DESC NULLS LAST, f.released_at DESC, f.sha256 DESC";

interface Versioned {
  /** Rows with equal values here have the same subject. `t` is the table, `f` is `source_file`. */
  readonly subject: string;
  /** The order of precedence, the current row first. */
  readonly order: string;
  /** Condition on a row `old` and the row `new` that supersedes it: the new one has fewer figures. */
  readonly ended: string;
}

/** Not counted: the layouts of the similar schools values have different scores. */
const scores: readonly CircumstanceName[] = ["ks2", "ks2Reading", "ks2Maths", "attainment8"];
const countedFigures = circumstanceNames.filter((name) => !scores.includes(name)).map(columnName);
const countFigures = (row: string) => `num_nonnulls(${countedFigures.map((name) => `${row}.${name}`).join(", ")})`;

export const versioned = {
  attendance: {
    subject: "t.urn, t.year",
    order: `${byPrecedence}, f.released_at DESC, f.sha256 DESC`,
    ended: "old.attendance IS NOT NULL AND new.attendance IS NULL",
  },
  circumstances: {
    // The census and the similar schools values complement each other, so each kind has its own current row.
    subject: "t.urn, t.year, f.kind",
    order: "f.released_at DESC, f.sha256 DESC",
    ended: `${countFigures("new")} < ${countFigures("old")}`,
  },
} as const satisfies Record<string, Versioned>;

/** Which files a file supersedes, and which supersede it. */
export interface Change {
  /** Files with rows that this file supersedes. */
  readonly superseded: readonly FileRows[];
  /** Files whose rows supersede rows of this file. */
  readonly supersededBy: readonly FileRows[];
  /** The number of superseded rows of which a figure, or the link, is no longer published. */
  readonly ended: number;
  /** The number of rows of this file of which a later file of the kind lacks a figure, or the link. */
  readonly lackedByLater: number;
}

interface FileCounts extends FileRows {
  /** The named file supersedes rows of this file. Otherwise this file supersedes rows of the named one. */
  readonly wins: boolean;
  readonly ended: number;
}

/** A file that was just imported, or whose release date has changed. */
interface ImportedFile {
  readonly id: number;
  /** Its rows were not seen before: where others supersede them, nothing is corrected. */
  readonly isNew: boolean;
  /** The caller. */
  readonly viewer: Viewer;
}

/** Updates which rows are current. Records an act of the viewer for each school and year that this corrects. */
export async function supersede(sql: Sql, file: ImportedFile): Promise<Change> {
  const { id: fileId } = file;
  // Fewer samples than usual are enough for the statements below.
  await sql.script(
    "SET LOCAL default_statistics_target = 10; ANALYZE source_file, attendance, circumstances, school_link, directory_row",
  );
  const rows = [
    ...(await updateCurrent(sql, "attendance", file)),
    ...(await updateCurrent(sql, "circumstances", file)),
    ...(await updateLinks(sql, fileId)),
    ...(await laterLinks(sql, fileId)),
    ...(await countOtherFiles(sql, "directory_row", "urn", kindsFeeding("directoryRow"), fileId)),
    ...(await countOtherFiles(sql, "local_authority", "code", kindsFeeding("localAuthority"), fileId)),
  ];
  const superseded = rows.filter(({ wins }) => !wins);
  const supersededBy = rows.filter(({ wins }) => wins);
  return {
    superseded: superseded.map(fileRowsOf),
    supersededBy: supersededBy.map(fileRowsOf),
    ended: sumEnded(superseded),
    lackedByLater: sumEnded(supersededBy),
  };
}

const fileRowsOf = ({ file, released, rows }: FileCounts): FileRows => ({ file, released, rows });
const sumEnded = (counts: readonly FileCounts[]) => counts.reduce((sum, { ended }) => sum + ended, 0);

/** SQL for the published values of a row, without its provenance. */
const published = (row: string) => `to_jsonb(${row}) - '{file_id,line,superseded_by_id}'::text[]`;

/** SQL condition: two rows with the same subject differ in a published value. */
export const differs = (one: string, other: string): string => `${published(one)} <> ${published(other)}`;

/**
 * Sets `superseded_by_id` (null: current) of every row with a subject of the file, records corrections, and counts by
 * other file. One statement, however many schools a file corrects. $1 to $3 are of `recordActs`.
 */
function updateCurrent(sql: Sql, table: keyof typeof versioned, file: ImportedFile): Promise<FileCounts[]> {
  const { id, isNew, viewer } = file;
  const { subject, order, ended } = versioned[table];
  return sql.query<FileCounts>(
    `WITH ranked AS (
       SELECT t.urn, t.year, t.file_id, t.superseded_by_id AS before,
         first_value(t.file_id) OVER (PARTITION BY ${subject} ORDER BY ${order}) AS current
       FROM "${table}" t JOIN source_file f ON f.id = t.file_id
       WHERE EXISTS (SELECT FROM "${table}" own WHERE own.file_id = $4 AND own.urn = t.urn AND own.year = t.year)
     ), changed AS (
       UPDATE "${table}" t SET superseded_by_id = NULLIF(r.current, r.file_id) FROM ranked r
       WHERE t.urn = r.urn AND t.year = r.year AND t.file_id = r.file_id
         AND t.superseded_by_id IS DISTINCT FROM NULLIF(r.current, r.file_id)
       RETURNING t.urn, t.year, t.file_id, r.before, r.current
     ), acts AS (
       ${recordActs(`'FIGURES_CORRECTED', '${table.toUpperCase()}', urn || ' ' || year, urn, year`)}
       FROM (SELECT DISTINCT old.urn, old.year FROM changed
         JOIN "${table}" old ON (old.urn, old.year, old.file_id) = (changed.urn, changed.year, changed.file_id)
         JOIN "${table}" new ON (new.urn, new.year, new.file_id) = (changed.urn, changed.year, changed.current)
         WHERE changed.before IS NULL AND changed.current <> changed.file_id AND NOT (changed.file_id = $4 AND $5::boolean)
           AND ${differs("old", "new")}
         ORDER BY 1, 2) AS corrected
     )
     SELECT changed.file_id = $4 AS wins, f.name AS file, f.released_at::date::text AS released, count(*)::int AS rows,
       count(*) FILTER (WHERE ${ended} AND (changed.file_id <> $4 OR f.kind = imported.kind))::int AS ended
     FROM changed
     JOIN source_file imported ON imported.id = $4
     JOIN source_file f ON f.id = CASE WHEN changed.file_id = $4 THEN changed.current ELSE changed.file_id END
     JOIN "${table}" old ON (old.urn, old.year, old.file_id) = (changed.urn, changed.year, changed.file_id)
     JOIN "${table}" new ON (new.urn, new.year, new.file_id) = (changed.urn, changed.year, changed.current)
     WHERE changed.current <> changed.file_id AND (changed.file_id = $4 OR changed.before IS NULL)
     GROUP BY 1, 2, 3 ORDER BY 3, 2`,
    [...actorParameters(viewer), id, isNew],
  );
}

const latestLinks = `SELECT f.id FROM source_file f WHERE f.kind = ANY('{${kindsFeeding("schoolLink")}}'::text[])
  ORDER BY ${latestFirst} LIMIT 1`;

/** Whether the file is the latest links file, whose links are current. */
export async function areLinksCurrent(sql: Sql, fileId: number): Promise<boolean> {
  const [latest] = await sql.query<{ id: number }>(latestLinks);
  return latest?.id === fileId;
}

/** SQL condition: the link of row `l` is not in the file `latest`. */
const hasEnded = `NOT EXISTS (
  SELECT FROM school_link kept WHERE kept.file_id = latest.id AND kept.urn = l.urn AND kept.link_urn = l.link_urn
    AND kept.link_type = l.link_type)`;

/** Makes the links of the latest file the current ones. @returns the other files whose links were current before */
function updateLinks(sql: Sql, fileId: number): Promise<FileCounts[]> {
  return sql.query<FileCounts>(
    `WITH latest AS (${latestLinks}), changed AS (
       UPDATE school_link l SET current = (l.file_id = latest.id) FROM latest
       WHERE l.current <> (l.file_id = latest.id) RETURNING l.*
     )
     SELECT false AS wins, f.name AS file, f.released_at::date::text AS released, count(*)::int AS rows,
       count(*) FILTER (WHERE ${hasEnded})::int AS ended
     FROM latest, changed l JOIN source_file f ON f.id = l.file_id WHERE NOT l.current AND f.id <> $1
     GROUP BY 2, 3 ORDER BY 3, 2`,
    [fileId],
  );
}

/** The latest links file, where it is later than this file. */
function laterLinks(sql: Sql, fileId: number): Promise<FileCounts[]> {
  return sql.query<FileCounts>(
    `WITH latest AS (${latestLinks})
     SELECT true AS wins, f.name AS file, f.released_at::date::text AS released, count(*)::int AS rows,
       count(*) FILTER (WHERE ${hasEnded})::int AS ended
     FROM latest JOIN source_file f ON f.id = latest.id, school_link l
     WHERE l.file_id = $1 AND latest.id <> $1 GROUP BY 2, 3`,
    [fileId],
  );
}

/** For each subject of this file takes the latest other file of its kind, and counts by file. `ended` is always 0. */
function countOtherFiles(
  sql: Sql,
  table: string,
  key: string,
  kinds: readonly string[],
  fileId: number,
): Promise<FileCounts[]> {
  const rank = (file: string) => `(coalesce(${file}.year, ''), ${file}.released_at, ${file}.sha256)`;
  return sql.query<FileCounts>(
    `WITH other AS (
       SELECT DISTINCT ON (t.${key}) f.name, f.released_at, ${rank("f")} > ${rank("imported")} AS wins
       FROM "${table}" own_row JOIN source_file imported ON imported.id = own_row.file_id AND imported.kind = ANY($2::text[])
       JOIN "${table}" t ON t.${key} = own_row.${key} AND t.file_id <> own_row.file_id
       JOIN source_file f ON f.id = t.file_id AND f.kind = imported.kind
       WHERE own_row.file_id = $1 ORDER BY t.${key}, ${latestFirst}
     )
     SELECT wins, name AS file, released_at::date::text AS released, count(*)::int AS rows, 0 AS ended
     FROM other GROUP BY 1, 2, 3 ORDER BY 3, 2`,
    [fileId, kinds],
  );
}
