// What an import's corrections touch: the runs whose figures changed and the issued targets that rest on them.
import { mayGovern, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";

export interface Corrections {
  /** Schools of which a published figure differs from the one it supersedes. */
  readonly schools: number;
  readonly runs: readonly { readonly id: string; readonly strategy: string; readonly baseYear: string }[];
  /** Issued targets whose base year's attendance was corrected. */
  readonly issuedTargets: number;
}

const none: Corrections = { schools: 0, runs: [], issuedTargets: 0 };

/** A row of a file beside the row that it supersedes, where they differ in a figure. */
const corrected = (table: "attendance" | "circumstances"): string => {
  const provenance = "'{file_id,line,superseded_by_id}'::text[]";
  return `SELECT old.urn, old.year, '${table}' AS kind FROM "${table}" old
    JOIN "${table}" new ON new.urn = old.urn AND new.year = old.year AND new.file_id = old.superseded_by_id
    JOIN source_file f ON f.id = new.file_id
    WHERE f.sha256 = ANY($1) AND to_jsonb(old) - ${provenance} <> to_jsonb(new) - ${provenance}`;
};

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

/** Of files by their sha256. For those who govern; nothing for others, without SQL. */
export async function correctionsOf(
  database: Database,
  viewer: Viewer,
  sha256s: readonly string[],
): Promise<Corrections> {
  if (!mayGovern(viewer)) return none;
  const [row] = await database.query<Corrections>(statement, [sha256s]);
  return row ?? none;
}
