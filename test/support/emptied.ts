// Makes a suite's embedded database as good as new, or says that it cannot.
import type { PGlite } from "@electric-sql/pglite";

/** Catalogues, with what of them stays the same when rows come and go; the least oid of what is not PostgreSQL's own. */
const own = 16_384;
const catalogues = [
  `(SELECT oid, relname, relnamespace, relkind, relowner, relacl, reloptions FROM pg_class WHERE oid >= ${own})`,
  `(SELECT * FROM pg_attribute WHERE attrelid >= ${own})`,
  `(SELECT * FROM pg_index WHERE indrelid >= ${own})`,
  ...["pg_proc", "pg_type", "pg_constraint"].map((name) => `(SELECT * FROM ${name} WHERE oid >= ${own})`),
  ...["pg_attrdef", "pg_trigger", "pg_policy", "pg_enum", "pg_sequence", "pg_namespace", "pg_extension"],
  ...["pg_default_acl", "pg_authid", "pg_auth_members", "pg_db_role_setting", "_prisma_migrations"],
].map((from) => `SELECT t::text AS line FROM ${from} t`);

/** A digest of roles, rights and everything that migrations make. */
export async function stateOf(pglite: PGlite): Promise<string> {
  const { rows } = await pglite.query<{ state: string }>(
    `SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS state FROM (${catalogues.join(" UNION ALL ")}) AS lines`,
  );
  return rows[0]!.state;
}

/** Tables that have rows, or had some since they were made or emptied. */
export async function filledTables(pglite: PGlite): Promise<string[]> {
  const { rows } = await pglite.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'
       AND pg_relation_size(oid) > 0`,
  );
  return rows.map(({ name }) => name);
}

/** @returns whether it is now what it was in that state; if not, it is of no more use */
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
