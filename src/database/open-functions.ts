// Functions by which who reads for public viewers could keep something or reach out of the database, if a hole let SQL in.
// None of them reads a secret; where an administrator alone may take them away, the server warns and serves.
import type { Sql } from "./database.js";

/**
 * What user or role $1 may call: PostgreSQL's own functions that keep something, and what acts in a language that is not
 * held within the database (C, plpython3u, …), in any schema. An extension that searches need is left out.
 *
 * Of PostgreSQL's other functions that everybody may call, each keeps nothing beyond its session or transaction
 * (set_config, advisory locks, pg_export_snapshot, pg_notify, which the command NOTIFY does for anybody), or asks for more:
 * a right on the table or sequence (setval, pg_restore_relation_stats), the attribute REPLICATION, a superuser.
 */
const open = `
  SELECT f.oid::regprocedure::text AS name
  FROM pg_proc f JOIN pg_namespace n ON n.oid = pronamespace JOIN pg_language ON pg_language.oid = prolang
  WHERE has_function_privilege($1, f.oid, 'EXECUTE') AND has_schema_privilege($1, n.oid, 'USAGE')
    AND CASE WHEN nspname = 'pg_catalog'
      THEN proname ~ '^lo_' OR proname IN ('loread', 'lowrite', 'pg_logical_emit_message')
      ELSE provolatile = 'v' AND NOT lanpltrusted AND NOT EXISTS (
        SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND extname = 'pg_trgm') END
  ORDER BY 1`;

/** @param user the one that the connection of `sql` stands for, or a role */
export async function openFunctions(sql: Sql, user: string): Promise<string[]> {
  const found = await sql.query<{ name: string }>(open, [user]);
  return found.map(({ name }) => name);
}

/** A warning of them in one line; null where there are none. */
export function warningOf(functions: readonly string[]): string | null {
  if (functions.length === 0) return null;
  const more = functions.length > 3 ? `, and ${functions.length - 3} more` : "";
  return `who reads for public viewers may call ${functions.slice(0, 3).join(", ")}${more}, which keep something or reach out of the database: let an administrator run the statement under "Functions" of docs/postgresql.md`;
}
