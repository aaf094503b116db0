// Which of several files' rows about the same thing is current. Nothing is overwritten, and the order of imports does
// not matter: the later release wins, and of two released at the same time the one with the greater digest.
import { actorParameters, recordActs } from "../access/acts.js";
import type { Viewer } from "../access/viewer.js";
import type { Sql } from "../database/database.js";
import type { FileRows } from "./report.js";

/** SQL order of files of one kind, the one that supersedes first; `f` is `source_file`. */
export const latestFirst = "f.year DESC NULLS LAST, f.released_at DESC, f.sha256 DESC";

interface Versioned {
  /** Rows are about the same thing where these are equal. */
  readonly thing: string;
  /** The row that stands first. */
  readonly order: string;
  /** Of a row `old` and the row `new` that supersedes it: a figure is no longer published. */
  readonly ended: string;
}

const figures = ["roll", "fsm", "eal", "sen_support", "ehc_plans", "idaci", "polar4", "stability"];
const known = (row: string) => `num_nonnulls(${figures.map((name) => `${row}.${name}`).join(", ")})`;

export const versioned = {
  attendance: {
    thing: "t.urn, t.year",
    // An absence release is more exact than the performance tables of the same year.
    order: "(f.kind = 'absence') DESC, f.released_at DESC, f.sha256 DESC",
    ended: "old.attendance IS NOT NULL AND new.attendance IS NULL",
  },
  circumstances: {
    // The census and the similar schools' values complete each other: each kind has its current row.
    thing: "t.urn, t.year, f.kind",
    order: "f.released_at DESC, f.sha256 DESC",
    ended: `${known("new")} < ${known("old")}`,
  },
} as const satisfies Record<string, Versioned>;

/** What a file changed of what stood before it. */
export interface Change {
  /** Files that had rows standing where this one's stand now, with how many. */
  readonly superseded: readonly FileRows[];
  /** Files whose later rows stand where this one has rows. */
  readonly overtaking: readonly FileRows[];
  /** Of the rows superseded: those of which a figure, or the link, is no longer published. */
  readonly ended: number;
  /** Of the rows overtaken: those of which a later file of the kind has no figure, or not the link. */
  readonly lackedByLater: number;
}

interface Counted extends FileRows {
  /** The rows counted are of this file, and the file named overtakes them. */
  readonly own: boolean;
  readonly ended: number;
}

/** A file whose rows are to be brought up to date, or whose date has changed. */
export interface Superseding {
  readonly id: number;
  /** Its rows never stood: where others stand before them, nothing is corrected. */
  readonly isNew: boolean;
  /** Who imports it. */
  readonly viewer: Viewer;
}

/**
 * Brings up to date what the rows of one file supersede, or what supersedes them. Each published figure that this corrects
 * is an act of the viewer's.
 */
export async function supersede(sql: Sql, file: Superseding): Promise<Change> {
  const { id: fileId } = file;
  await sql.script("ANALYZE source_file, attendance, circumstances, school_link, directory_row");
  const rows = [
    ...(await currentOf(sql, "attendance", file)),
    ...(await currentOf(sql, "circumstances", file)),
    ...(await endLinks(sql)),
    ...(await laterLinks(sql, fileId)),
    ...(await besides(sql, "directory_row", "urn", ["gias", "performance-spine"], fileId)),
    ...(await besides(sql, "local_authority", "code", ["performance-regions"], fileId)),
  ];
  const endedOf = (isOwn: boolean) => rows.reduce((sum, { own, ended }) => sum + (own === isOwn ? ended : 0), 0);
  const named = ({ file, released, rows: count }: FileRows): FileRows => ({ file, released, rows: count });
  return {
    superseded: rows.filter(({ own }) => !own).map(named),
    overtaking: rows.filter(({ own }) => own).map(named),
    ended: endedOf(false),
    lackedByLater: endedOf(true),
  };
}

/** Of a row of which `differs` is asked: what is published in it, without where it stands. */
const published = (row: string) => `to_jsonb(${row}) - '{file_id,line,superseded_by_id}'::text[]`;

/** Two rows about the same thing differ in what is published. */
export const differs = (one: string, other: string): string => `${published(one)} <> ${published(other)}`;

/** One statement, however many schools a file corrects. */
function currentOf(sql: Sql, table: keyof typeof versioned, file: Superseding): Promise<Counted[]> {
  const { id, isNew, viewer } = file;
  const { thing, order, ended } = versioned[table];
  return sql.query<Counted>(
    `WITH ranked AS (
       SELECT t.urn, t.year, t.file_id, t.superseded_by_id AS before,
         first_value(t.file_id) OVER (PARTITION BY ${thing} ORDER BY ${order}) AS current
       FROM "${table}" t JOIN source_file f ON f.id = t.file_id
       WHERE EXISTS (SELECT FROM "${table}" given WHERE given.file_id = $4 AND given.urn = t.urn AND given.year = t.year)
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
     SELECT changed.file_id = $4 AS own, f.name AS file, f.released_at::date::text AS released, count(*)::int AS rows,
       count(*) FILTER (WHERE ${ended} AND (changed.file_id <> $4 OR f.kind = given.kind))::int AS ended
     FROM changed
     JOIN source_file given ON given.id = $4
     JOIN source_file f ON f.id = CASE WHEN changed.file_id = $4 THEN changed.current ELSE changed.file_id END
     JOIN "${table}" old ON (old.urn, old.year, old.file_id) = (changed.urn, changed.year, changed.file_id)
     JOIN "${table}" new ON (new.urn, new.year, new.file_id) = (changed.urn, changed.year, changed.current)
     WHERE changed.current <> changed.file_id AND (changed.file_id = $4 OR changed.before IS NULL)
     GROUP BY 1, 2, 3 ORDER BY 3, 2`,
    [...actorParameters(viewer), id, isNew],
  );
}

const latestLinks = `SELECT f.id FROM source_file f WHERE f.kind = 'links' ORDER BY ${latestFirst} LIMIT 1`;

/** Whether links of a file hold now: those of the latest links file do. */
export async function areLinksCurrent(sql: Sql, fileId: number): Promise<boolean> {
  const [latest] = await sql.query<{ id: number }>(latestLinks);
  return latest?.id === fileId;
}

/** The link of row `l` is not in the latest file. */
const isGone = `NOT EXISTS (
  SELECT FROM school_link kept WHERE kept.file_id = latest.id AND kept.urn = l.urn AND kept.link_urn = l.link_urn
    AND kept.link_type = l.link_type)`;

/** Makes the links of the latest file the current ones. @returns those that were current before */
function endLinks(sql: Sql): Promise<Counted[]> {
  return sql.query<Counted>(
    `WITH latest AS (${latestLinks}), changed AS (
       UPDATE school_link l SET current = (l.file_id = latest.id) FROM latest
       WHERE l.current <> (l.file_id = latest.id) RETURNING l.*
     )
     SELECT false AS own, f.name AS file, f.released_at::date::text AS released, count(*)::int AS rows,
       count(*) FILTER (WHERE ${isGone})::int AS ended
     FROM latest, changed l JOIN source_file f ON f.id = l.file_id WHERE NOT l.current GROUP BY 2, 3 ORDER BY 3, 2`,
  );
}

/** The latest file, where it is a later one than this. */
function laterLinks(sql: Sql, fileId: number): Promise<Counted[]> {
  return sql.query<Counted>(
    `WITH latest AS (${latestLinks})
     SELECT true AS own, f.name AS file, f.released_at::date::text AS released, count(*)::int AS rows,
       count(*) FILTER (WHERE ${isGone})::int AS ended
     FROM latest JOIN source_file f ON f.id = latest.id, school_link l
     WHERE l.file_id = $1 AND latest.id <> $1 GROUP BY 2, 3`,
    [fileId],
  );
}

/** What stood of the same things by other files of the kind, or stands before this one's rows. Nothing of it ends. */
function besides(sql: Sql, table: string, key: string, kinds: readonly string[], fileId: number): Promise<Counted[]> {
  const rank = (file: string) => `(coalesce(${file}.year, ''), ${file}.released_at, ${file}.sha256)`;
  return sql.query<Counted>(
    `WITH other AS (
       SELECT DISTINCT ON (t.${key}) f.name, f.released_at, ${rank("f")} > ${rank("given")} AS own
       FROM "${table}" mine JOIN source_file given ON given.id = mine.file_id AND given.kind = ANY($2::text[])
       JOIN "${table}" t ON t.${key} = mine.${key} AND t.file_id <> mine.file_id
       JOIN source_file f ON f.id = t.file_id AND f.kind = given.kind
       WHERE mine.file_id = $1 ORDER BY t.${key}, ${latestFirst}
     )
     SELECT own, name AS file, released_at::date::text AS released, count(*)::int AS rows, 0 AS ended
     FROM other GROUP BY 1, 2, 3 ORDER BY 3, 2`,
    [fileId, kinds],
  );
}
