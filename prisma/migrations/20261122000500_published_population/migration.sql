-- A published run keeps what it was made from, so that anyone may be told why two schools are peers of it, or are not.
ALTER TABLE "published_run" ADD COLUMN "population_contents" BYTEA;

UPDATE "published_run" SET "population_contents" = (
  SELECT "contents" FROM "run" JOIN "population" ON "population"."id" = "population_id" WHERE "run"."id" = "published_run"."id"
);

ALTER TABLE "published_run" ALTER COLUMN "population_contents" SET NOT NULL;
