// What an import's corrections affect: the runs whose figures changed, and the issued targets based on those figures.
import { mayGovern, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { differs, versioned } from "../import/supersession.js";

export interface Corrections {
  /** The number of schools with a published figure that differs from the one it supersedes. */
  readonly schools: number;
  readonly runs: readonly { readonly id: string; readonly strategy: string; readonly baseYear: string }[];
  /** The number of issued targets whose base-year attendance was corrected. */
  readonly issuedTargets: number;
}

const none: Corrections = { schools: 0, runs: [], issuedTargets: 0 };

/**
 * Rows that differ from the row they superseded, where the new row is from a file of $1 or the old row from a file of
 * $2.
 */
const corrected = (table: "attendance" | "circumstances"): string =>
  `SELECT urn, year, '${table}' AS kind FROM (
      SELECT DISTINCT ON (new.urn, new.year, new.file_id) new.urn, new.year, ${differs("old", "new")} AS differs
      FROM "${table}" old JOIN source_file f ON f.id = old.file_id
      JOIN "${table}" new ON (new.urn, new.year, new.file_id) = (old.urn, old.year, old.superseded_by_id)
      JOIN source_file new_file ON new_file.id = new.file_id
      WHERE new_file.sha256 = ANY($1) OR f.sha256 = ANY($2)
      ORDER BY new.urn, new.year, new.file_id, ${versioned[table].order}
    ) ${table} WHERE differs`;

const statement = `WITH corrected AS MATERIALIZED (${corrected("attendance")} UNION ALL ${corrected("circumstances")})
  SELECT (SELECT count(DISTINCT urn)::int FROM corrected) AS schools,
    (SELECT coalesce(json_agg(json_build_object('id', run.id, 'strategy', strategy, 'baseYear', base_year)
       ORDER BY run.created_at, run.id), '[]')
     FROM run JOIN population ON population.id = population_id
     WHERE EXISTS (SELECT FROM corrected WHERE kind = 'attendance' AND year = base_year
       OR kind = 'circumstances' AND year = circumstances_year)) AS runs,
    (SELECT count(*)::int FROM target JOIN target_set ON target_set.id = set_id
     WHERE status = 'ISSUED' AND EXISTS (SELECT FROM corrected
       WHERE kind = 'attendance' AND year = base_year AND corrected.urn = target.urn)) AS "issuedTargets"`;

/**
 * All zero, without SQL, unless the viewer may govern.
 * @param files SHA-256 of imported files, whose rows are now current, and of files whose release date changed
 */
export async function correctionsOf(
  database: Database,
  viewer: Viewer,
  files: { readonly imported: readonly string[]; readonly redated?: readonly string[] },
): Promise<Corrections> {
  if (!mayGovern(viewer)) return none;
  const { imported, redated = [] } = files;
  const [row] = await database.query<Corrections>(statement, [[...imported, ...redated], redated]);
  return row ?? none;
}
