-- The users and the database of docs/postgresql.md, for compose.yaml. Run as often as it likes: by psql, as an administrator.
SET client_min_messages = warning;
\getenv kindred_password KINDRED_PASSWORD
\getenv web_password KINDRED_WEB_PASSWORD

SELECT 'CREATE ROLE kindred LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kindred') \gexec
SELECT 'CREATE ROLE kindred_public NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kindred_public') \gexec
SELECT 'CREATE ROLE kindred_web LOGIN IN ROLE kindred_public' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kindred_web') \gexec
-- The log of the server keeps no password.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
ALTER ROLE kindred PASSWORD :'kindred_password';
ALTER ROLE kindred_web PASSWORD :'web_password';
GRANT kindred_public TO kindred;
SELECT 'CREATE DATABASE kindred OWNER kindred' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kindred') \gexec
REVOKE ALL ON DATABASE kindred FROM PUBLIC;
GRANT CONNECT ON DATABASE kindred TO kindred_web;
\connect kindred
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace
  AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite', 'pg_logical_emit_message')) \gexec
