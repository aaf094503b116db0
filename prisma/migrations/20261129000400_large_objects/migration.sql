-- What everybody may call of PostgreSQL itself and keeps something: large objects, which fill the disk from read-only
-- transactions too (till PostgreSQL 16), and messages in the write-ahead log. Kindred uses neither.
-- A superuser alone may take them away. Where another user migrates they stay, the server warns at its start, and
-- docs/postgresql.md has the statement for an administrator.
DO $$
DECLARE
  keeping regprocedure;
BEGIN
  FOR keeping IN
    SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
      AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite', 'pg_logical_emit_message'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', keeping);
  END LOOP;
EXCEPTION
  WHEN insufficient_privilege THEN NULL;
END $$;
