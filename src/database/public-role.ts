// The database role for public viewers, and the check that a connection has its privileges and no others.
import { KindredError } from "../errors.js";
import type { Sql } from "./database.js";

/** A migration creates it and lets it read `publicTables`. */
export const publicRole = "kindred_public";

/** As the migrations do, but before a restore: the dump's grants name the role, and new extensions grant privileges. */
export const makePublicRole = (sql: Sql): Promise<void> =>
  sql.script(`
    DO $$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${publicRole}') THEN CREATE ROLE "${publicRole}" NOLOGIN; END IF;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role ${publicRole} does not exist, and % may not create it. Ask an administrator to run: CREATE ROLE ${publicRole} NOLOGIN; GRANT ${publicRole} TO %; then restore again.',
          quote_ident(current_user), quote_ident(current_user) USING ERRCODE = 'insufficient_privilege';
    END $$;
    DO $$
    BEGIN
      GRANT "${publicRole}" TO CURRENT_USER;
    EXCEPTION
      WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
    END $$;
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;`);

const readable = [
  "school",
  "school_word",
  "school_link",
  "attendance",
  "circumstances",
  "source_file",
  "published_run",
  "published_cohort",
] as const;

/** The tables that the role may read. Every other table is secret, including future ones. */
export const publicTables: readonly string[] = readable;
export type PublicTableName = (typeof readable)[number];

/**
 * The privileges that user or role $1 has beyond reading `publicTables` ($2), itself or as kindred_public, in any
 * schema, and those that it lacks: one text per privilege.
 */
const wrongPrivileges = `
  WITH holder AS (
    SELECT * FROM pg_roles WHERE rolname IN ($1, '${publicRole}')
  ), relation AS (
    SELECT c.oid, relkind, format('%I.%I', nspname, relname) AS name, nspname = 'public' AND relname = ANY($2::text[]) AS open
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND nspname <> 'information_schema' AND nspname !~ '^pg_'
  ), granted AS (
    SELECT classid, objid, objsubid, deptype FROM pg_shdepend JOIN holder ON holder.oid = refobjid
    WHERE refclassid = 'pg_authid'::regclass AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  )
  SELECT 'is a superuser' AS text FROM holder WHERE rolsuper
  UNION ALL
  SELECT 'may create roles or databases, replicate, or bypass row security'
  FROM holder WHERE rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
  UNION ALL
  SELECT DISTINCT format('is a member of %I', other.rolname) FROM holder, pg_roles other
  WHERE NOT holder.rolsuper AND other.rolname NOT IN ($1, '${publicRole}')
    AND pg_has_role(holder.oid, other.oid, 'MEMBER')
  UNION ALL
  SELECT DISTINCT 'may read ' || name FROM holder, relation
  WHERE NOT open AND CASE relkind WHEN 'S' THEN has_sequence_privilege(holder.oid, relation.oid, 'USAGE, SELECT')
    ELSE has_any_column_privilege(holder.oid, relation.oid, 'SELECT') END
  UNION ALL
  SELECT DISTINCT 'may write ' || name FROM holder, relation
  WHERE CASE relkind WHEN 'S' THEN has_sequence_privilege(holder.oid, relation.oid, 'UPDATE')
    ELSE has_any_column_privilege(holder.oid, relation.oid, 'INSERT, UPDATE')
      OR has_table_privilege(holder.oid, relation.oid, 'DELETE, TRUNCATE, TRIGGER') END
  UNION ALL
  SELECT DISTINCT format('may call %s with its owner''s rights', f.oid::regprocedure)
  FROM holder, pg_proc f JOIN pg_namespace n ON n.oid = pronamespace
  WHERE prosecdef AND nspname <> 'pg_catalog' AND has_function_privilege(holder.oid, f.oid, 'EXECUTE')
  UNION ALL
  SELECT DISTINCT format('may create objects in the schema %I', nspname) FROM holder, pg_namespace n
  WHERE nspname !~ '^pg_' AND has_schema_privilege(holder.oid, n.oid, 'CREATE')
  UNION ALL
  SELECT DISTINCT 'may create schemas' FROM holder WHERE has_database_privilege(holder.oid, current_database(), 'CREATE')
  UNION ALL
  SELECT DISTINCT 'owns ' || pg_describe_object(classid, objid, objsubid) FROM granted WHERE deptype = 'o'
  UNION ALL
  SELECT DISTINCT 'has rights on ' || pg_describe_object(classid, objid, 0) FROM granted
  WHERE deptype = 'a' AND classid <> 'pg_namespace'::regclass
    AND NOT EXISTS (SELECT FROM relation WHERE granted.classid = 'pg_class'::regclass AND oid = objid)
  UNION ALL
  SELECT 'would read tables created later' FROM pg_default_acl, aclexplode(defaclacl) AS later
  WHERE defaclobjtype = 'r' AND (later.grantee = 0 OR later.grantee IN (SELECT oid FROM holder))
  UNION ALL
  SELECT 'may not use the schema public' WHERE NOT has_schema_privilege($1, 'public', 'USAGE')
  UNION ALL
  SELECT format('may not read public.%I', needed) FROM unnest($2::text[]) AS needed
  WHERE NOT EXISTS (SELECT FROM relation WHERE open AND name = format('public.%I', needed)
    AND has_table_privilege($1, relation.oid, 'SELECT'))`;

/**
 * @param user the user of the connection
 * @throws KindredError DATABASE_UNUSABLE naming the privileges that are wrong or missing
 */
export async function assertPublicOnly(sql: Sql, user: string): Promise<void> {
  const found = await sql.query<{ text: string }>(wrongPrivileges, [user, publicTables]);
  if (found.length === 0) return;
  const listed = found.slice(0, 3).map(({ text }) => text);
  const rest = found.length > listed.length ? `, and ${found.length - listed.length} more` : "";
  throw new KindredError(
    "DATABASE_UNUSABLE",
    `Public viewers cannot be served: the database's user ${user} ${listed.join(", ")}${rest}. It must be able to read the public tables and nothing else: docs/postgresql.md has the statements.`,
  );
}
