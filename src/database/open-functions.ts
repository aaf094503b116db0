// Finds functions with which the user for public viewers could store data or reach outside the database after an SQL
// injection. None reads a secret. Often only an administrator can revoke them, so the server warns and starts.
import type { Sql } from "./database.js";

/**
 * Functions that user or role $1 may call: PostgreSQL's own that store data, and volatile ones in an untrusted language
 * (C, plpython3u, …), in any schema. Functions of pg_trgm are left out, because search needs them.
 *
 * PostgreSQL's other functions that everybody may call either keep nothing beyond the session or transaction
 * (set_config, advisory locks, pg_export_snapshot, pg_notify, which anybody can do with NOTIFY), or need another
 * privilege: on the table or sequence (setval, pg_restore_relation_stats), REPLICATION, or superuser.
 */
const openFunctionsSql = `
  SELECT f.oid::regprocedure::text AS name
  FROM pg_proc f JOIN pg_namespace n ON n.oid = pronamespace JOIN pg_language ON pg_language.oid = prolang
  WHERE has_function_privilege($1, f.oid, 'EXECUTE') AND has_schema_privilege($1, n.oid, 'USAGE')
    AND CASE WHEN nspname = 'pg_catalog'
      THEN proname ~ '^lo_' OR proname IN ('loread', 'lowrite', 'pg_logical_emit_message')
      ELSE provolatile = 'v' AND NOT lanpltrusted AND NOT EXISTS (
        SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND extname = 'pg_trgm') END
  ORDER BY 1`;

/** @param user the user of the connection, or a role */
export async function openFunctions(sql: Sql, user: string): Promise<string[]> {
  const found = await sql.query<{ name: string }>(openFunctionsSql, [user]);
  return found.map(({ name }) => name);
}

/** A one-line warning; null without functions. */
export function warningOf(functions: readonly string[]): string | null {
  if (functions.length === 0) return null;
  const more = functions.length > 3 ? `, and ${functions.length - 3} more` : "";
  return `the database user for public viewers may call ${functions.slice(0, 3).join(", ")}${more}, which store data or reach outside the database: ask an administrator to run the statement under "Functions" of docs/postgresql.md`;
}
