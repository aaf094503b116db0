// The role that public viewers are read for, and the proof that a connection has its privileges and no others.
import { KindredError } from "../errors.js";
import type { Sql } from "./database.js";

/** Made by a migration, with the right to read `publicTables`. */
export const publicRole = "kindred_public";

/** As the migrations do, for what is restored: its grants name the role, and extensions give rights when they are created. */
export const makePublicRole = (sql: Sql): Promise<void> =>
  sql.script(`
    DO $$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${publicRole}') THEN CREATE ROLE "${publicRole}" NOLOGIN; END IF;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role ${publicRole} is not there, and % may not make it. Let an administrator run: CREATE ROLE ${publicRole} NOLOGIN; GRANT ${publicRole} TO %; then restore again.',
          quote_ident(current_user), quote_ident(current_user) USING ERRCODE = 'insufficient_privilege';
    END $$;
    DO $$
    BEGIN
      GRANT "${publicRole}" TO CURRENT_USER;
    EXCEPTION
      WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
    END $$;
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;`);

/** What the role reads. Every other table is secret, also one that is made tomorrow. */
export const publicTables: readonly string[] = [
  "school",
  "school_word",
  "school_link",
  "attendance",
  "circumstances",
  "source_file",
  "published_run",
  "published_cohort",
];

/**
 * What the user or role $1 may do beyond reading `publicTables` ($2), alone or as kindred_public, in any schema, and
 * what it lacks: one text a privilege.
 */
const amiss = `
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
  SELECT 'may make roles or databases, replicate, or pass row security'
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
  SELECT DISTINCT format('may make things in the schema %I', nspname) FROM holder, pg_namespace n
  WHERE nspname !~ '^pg_' AND has_schema_privilege(holder.oid, n.oid, 'CREATE')
  UNION ALL
  SELECT DISTINCT 'may make schemas' FROM holder WHERE has_database_privilege(holder.oid, current_database(), 'CREATE')
  UNION ALL
  SELECT DISTINCT 'owns ' || pg_describe_object(classid, objid, objsubid) FROM granted WHERE deptype = 'o'
  UNION ALL
  SELECT DISTINCT 'has rights on ' || pg_describe_object(classid, objid, 0) FROM granted
  WHERE deptype = 'a' AND classid <> 'pg_namespace'::regclass
    AND NOT EXISTS (SELECT FROM relation WHERE granted.classid = 'pg_class'::regclass AND oid = objid)
  UNION ALL
  SELECT 'would read tables that are made later' FROM pg_default_acl, aclexplode(defaclacl) AS later
  WHERE defaclobjtype = 'r' AND (later.grantee = 0 OR later.grantee IN (SELECT oid FROM holder))
  UNION ALL
  SELECT 'may not use the schema public' WHERE NOT has_schema_privilege($1, 'public', 'USAGE')
  UNION ALL
  SELECT format('may not read public.%I', needed) FROM unnest($2::text[]) AS needed
  WHERE NOT EXISTS (SELECT FROM relation WHERE open AND name = format('public.%I', needed)
    AND has_table_privilege($1, relation.oid, 'SELECT'))`;

/**
 * @param user the one that the connection of `sql` stands for
 * @throws KindredError DATABASE_UNUSABLE that says what the user may do and must not, or must and may not
 */
export async function assertPublicOnly(sql: Sql, user: string): Promise<void> {
  const found = await sql.query<{ text: string }>(amiss, [user, publicTables]);
  if (found.length === 0) return;
  const told = found.slice(0, 3).map(({ text }) => text);
  const rest = found.length > told.length ? `, and ${found.length - told.length} more` : "";
  throw new KindredError(
    "DATABASE_UNUSABLE",
    `Public viewers cannot be served: the database's user ${user} ${told.join(", ")}${rest}. It must read what is public and nothing else: docs/postgresql.md has the statements.`,
  );
}
