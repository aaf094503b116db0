// Resets a suite's embedded database to its new state, or reports that it cannot.
import type { PGlite } from "@electric-sql/pglite";

/** The lowest oid of objects that are not PostgreSQL's own. */
const firstOwnOid = 16_384;
/** Catalogues, without columns that change with the rows of tables. */
const catalogues = [
  `(SELECT oid, relname, relnamespace, relkind, relowner, relacl, reloptions FROM pg_class WHERE oid >= ${firstOwnOid})`,
  `(SELECT * FROM pg_attribute WHERE attrelid >= ${firstOwnOid})`,
  `(SELECT * FROM pg_index WHERE indrelid >= ${firstOwnOid})`,
  ...["pg_proc", "pg_type", "pg_constraint"].map((name) => `(SELECT * FROM ${name} WHERE oid >= ${firstOwnOid})`),
  ...["pg_attrdef", "pg_trigger", "pg_policy", "pg_enum", "pg_sequence", "pg_namespace", "pg_extension"],
  ...["pg_default_acl", "pg_authid", "pg_auth_members", "pg_db_role_setting", "_prisma_migrations"],
].map((from) => `SELECT t::text AS line FROM ${from} t`);

/** A digest of roles, privileges and everything that migrations create. */
export async function stateOf(pglite: PGlite): Promise<string> {
  const { rows } = await pglite.query<{ state: string }>(
    `SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS state FROM (${catalogues.join(" UNION ALL ")}) AS lines`,
  );
  return rows[0]!.state;
}

/** Tables that have rows, or had some since they were created or truncated. */
export async function filledTables(pglite: PGlite): Promise<string[]> {
  const { rows } = await pglite.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'
       AND pg_relation_size(oid) > 0`,
  );
  return rows.map(({ name }) => name);
}

/** @returns whether the database is again in that state; if not, discard it */
export async function empty(pglite: PGlite, state: string): Promise<boolean> {
  try {
    await pglite.exec("ROLLBACK");
    await pglite.exec("DISCARD ALL");
    if ((await stateOf(pglite)) !== state) return false;
    const filled = await filledTables(pglite);
    if (filled.length) await pglite.exec(`TRUNCATE ${filled.join(", ")} RESTART IDENTITY CASCADE`);
    return true;
  } catch {
    return false;
  }
}
