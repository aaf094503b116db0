-- Who reads for public viewers: a role that may read what is public and nothing else. docs/postgresql.md tells how it is used.

-- Roles are of the whole server: another database of it may have made this one, or be making it now.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kindred_public') THEN
    CREATE ROLE "kindred_public" NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the role kindred_public is not there, and % may not make it. Let an administrator run: CREATE ROLE kindred_public NOLOGIN; GRANT kindred_public TO %; then start again.',
      quote_ident(current_user), quote_ident(current_user) USING ERRCODE = 'insufficient_privilege';
END $$;

-- So that whoever serves can step down to it where no user of its own is set up. Refused where an administrator made it.
DO $$
BEGIN
  GRANT "kindred_public" TO CURRENT_USER;
EXCEPTION
  WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$;

GRANT USAGE ON SCHEMA public TO "kindred_public";
GRANT SELECT ON "school", "school_link", "attendance", "circumstances", "source_file", "published_run", "published_cohort"
  TO "kindred_public";

-- What anybody has unless it is taken away, also of what later migrations make.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
