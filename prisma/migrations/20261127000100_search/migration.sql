-- Search: a text search vector a school, and the words of all of them for misspelt searches.

-- Similarity of words. The owner of a database may create this extension from PostgreSQL 13 on.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS "pg_trgm" SCHEMA public;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the extension pg_trgm is not there, and % may not create it. Let an administrator run in this database: CREATE EXTENSION pg_trgm SCHEMA public; then start again.',
      quote_ident(current_user) USING ERRCODE = 'insufficient_privilege';
  WHEN feature_not_supported OR undefined_file THEN
    RAISE EXCEPTION 'the server does not have the extension pg_trgm. Let an administrator install PostgreSQL''s contrib modules, then start again.'
      USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm' AND extnamespace = 'public'::regnamespace) THEN
    RAISE EXCEPTION 'the extension pg_trgm is in another schema. Let an administrator run in this database: ALTER EXTENSION pg_trgm SET SCHEMA public; then start again.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Ours are taken from PUBLIC when they are created; these two compare texts and read nothing.
  IF NOT has_function_privilege('kindred_public', 'public.similarity_op(text, text)', 'EXECUTE') THEN
    GRANT EXECUTE ON FUNCTION public.similarity(text, text), public.similarity_op(text, text) TO PUBLIC;
  END IF;
END $$;

-- AlterTable
ALTER TABLE "school" ADD COLUMN     "search_vector" tsvector;

-- CreateTable
CREATE TABLE "school_word" (
    "word" TEXT NOT NULL,

    CONSTRAINT "school_word_pkey" PRIMARY KEY ("word")
);

-- CreateIndex
CREATE INDEX "school_word_word_idx" ON "school_word" USING GIN ("word" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "school_search_vector_idx" ON "school" USING GIN ("search_vector");

GRANT SELECT ON "school_word" TO "kindred_public";
