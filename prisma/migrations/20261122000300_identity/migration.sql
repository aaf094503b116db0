-- DropIndex
DROP INDEX "grant_client_id_capability_urn_key";

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "name" TEXT NOT NULL DEFAULT 'first';

-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "actor" TEXT,
ALTER COLUMN "client_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "client" ADD COLUMN     "subject" TEXT;

-- AlterTable
ALTER TABLE "grant" ADD COLUMN     "la_code" INTEGER,
ADD COLUMN     "trust_code" INTEGER;

-- CreateIndex
CREATE INDEX "audit_entry_at_id_idx" ON "audit_entry"("at", "id");

-- CreateIndex
CREATE INDEX "audit_entry_urns_idx" ON "audit_entry" USING GIN ("urns");

-- CreateIndex
CREATE UNIQUE INDEX "client_subject_key" ON "client"("subject");

-- CreateIndex
CREATE INDEX "grant_urn_idx" ON "grant"("urn");

-- Who was not named till now: the client as it is called today; the command line went by the nil UUID.
UPDATE "audit_entry" SET "actor" = coalesce((SELECT "name" FROM "client" WHERE "client"."id" = "client_id"), 'command line');
UPDATE "audit_entry" SET "client_id" = NULL WHERE "client_id" = '00000000-0000-0000-0000-000000000000';
ALTER TABLE "audit_entry" ALTER COLUMN "actor" SET NOT NULL;

-- What was recorded stays so.
CREATE FUNCTION "audit_entry_is_permanent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an audit entry is permanent' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "audit_entry_is_permanent" BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "audit_entry_is_permanent"();

-- A grant is about one school, one trust, one local authority or the client's own scope, and is there once: nulls are equal here.
ALTER TABLE "grant" ADD CONSTRAINT "grant_about_one" CHECK (num_nonnulls("urn", "trust_code", "la_code") <= 1);
CREATE UNIQUE INDEX "grant_once" ON "grant"
  ("client_id", "capability", coalesce("urn", 0), coalesce("trust_code", 0), coalesce("la_code", 0));

-- Nor does it change whose tokens a client's are.
CREATE OR REPLACE FUNCTION "client_role_is_permanent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."role" <> OLD."role" OR NEW."urn" IS DISTINCT FROM OLD."urn"
    OR NEW."trust_code" IS DISTINCT FROM OLD."trust_code" OR NEW."la_code" IS DISTINCT FROM OLD."la_code"
    OR NEW."subject" IS DISTINCT FROM OLD."subject" THEN
    RAISE EXCEPTION 'a client''s role, identity and subject never change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
