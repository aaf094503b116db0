// Which of several files' rows about the same thing is current. Nothing is overwritten, and the order of imports does
// not matter: the later release wins, and of two released at the same time the one with the greater digest.
import type { Sql } from "../database/database.js";

/** SQL order of files of one kind, the one that supersedes first; `f` is `source_file`. */
export const latestFirst = "f.year DESC NULLS LAST, f.released_at DESC, f.sha256 DESC";

/** Brings up to date what the rows of one file supersede, or what supersedes them. */
export async function supersede(sql: Sql, fileId: number): Promise<void> {
  await sql.script("ANALYZE source_file, attendance, circumstances, school_link, directory_row");
  // An absence release is more exact than the performance tables of the same year.
  await currentOf(
    sql,
    "attendance",
    "t.urn, t.year",
    "(f.kind = 'absence') DESC, f.released_at DESC, f.sha256 DESC",
    fileId,
  );
  // The census and the similar schools' values complete each other: each kind has its current row.
  await currentOf(sql, "circumstances", "t.urn, t.year, f.kind", "f.released_at DESC, f.sha256 DESC", fileId);
  await sql.query(`UPDATE school_link SET current = false WHERE current AND file_id <> (${latestLinks})`);
}

const latestLinks = `SELECT f.id FROM source_file f WHERE f.kind = 'links' ORDER BY ${latestFirst} LIMIT 1`;

/** Whether links of a file hold now: those of the latest links file do. */
export async function areLinksCurrent(sql: Sql, fileId: number): Promise<boolean> {
  const [latest] = await sql.query<{ id: number }>(latestLinks);
  return latest?.id === fileId;
}

async function currentOf(sql: Sql, table: string, thing: string, order: string, fileId: number) {
  await sql.query(
    `WITH ranked AS (
       SELECT t.urn, t.year, t.file_id, first_value(t.file_id) OVER (PARTITION BY ${thing} ORDER BY ${order}) AS current
       FROM "${table}" t JOIN source_file f ON f.id = t.file_id
       WHERE EXISTS (SELECT FROM "${table}" given WHERE given.file_id = $1 AND given.urn = t.urn AND given.year = t.year)
     )
     UPDATE "${table}" t SET superseded_by_id = NULLIF(r.current, r.file_id) FROM ranked r
     WHERE t.urn = r.urn AND t.year = r.year AND t.file_id = r.file_id
       AND t.superseded_by_id IS DISTINCT FROM NULLIF(r.current, r.file_id)`,
    [fileId],
  );
}
