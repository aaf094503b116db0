-- Who did what, in the order in which it was done; and how long that and the audit of reads are kept.

-- CreateTable
CREATE TABLE "act" (
    "id" BIGSERIAL NOT NULL,
    "transaction" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "client_id" UUID,
    "actor" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "urn" INTEGER,
    "year" TEXT,
    "reason" TEXT,

    CONSTRAINT "act_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "act_offset" (
    "id" INTEGER NOT NULL,
    "ahead" BIGINT NOT NULL,

    CONSTRAINT "act_offset_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "act_transaction_id_idx" ON "act"("transaction", "id");

-- CreateIndex
CREATE INDEX "act_at_id_idx" ON "act"("at", "id");

-- CreateIndex
CREATE INDEX "act_client_id_at_idx" ON "act"("client_id", "at");

-- CreateIndex
CREATE INDEX "act_urn_idx" ON "act"("urn");

-- CreateIndex
CREATE INDEX "act_subject_idx" ON "act"("subject");

-- src/access/acts.ts has the same lists.
ALTER TABLE "act" ADD CONSTRAINT "act_type_known" CHECK ("type" IN (
  'RUN_STARTED', 'RUN_CANCELLED', 'RUN_PUBLISHED', 'TARGETS_DRAFTED', 'TARGETS_ISSUED', 'PARTNERSHIPS_ARRANGED',
  'JOB_RETRIED', 'JOB_CANCELLED', 'CLIENT_CREATED', 'CLIENT_REVOKED', 'KEY_ADDED', 'KEY_ROTATED', 'KEY_REVOKED',
  'ACCESS_GRANTED', 'ACCESS_REVOKED', 'FILE_IMPORTED', 'FILE_REDATED', 'FIGURES_CORRECTED'
));
ALTER TABLE "act" ADD CONSTRAINT "act_subject_kind_known" CHECK ("subject_kind" IN (
  'RUN', 'TARGET_SET', 'PARTNERSHIP_PLAN', 'JOB', 'CLIENT', 'KEY', 'GRANT', 'FILE', 'ATTENDANCE', 'CIRCUMSTANCES'
));
ALTER TABLE "act_offset" ADD CONSTRAINT "act_offset_one_row" CHECK ("id" = 1);

-- The number of an act's transaction is not the writer's to choose: the reader's order rests on it.
CREATE FUNCTION "number_act"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."transaction" := pg_current_xact_id()::text::bigint + coalesce((SELECT "ahead" FROM "act_offset"), 0);
  RETURN NEW;
END $$;
CREATE TRIGGER "number_act" BEFORE INSERT ON "act" FOR EACH ROW EXECUTE FUNCTION "number_act"();

-- What was recorded stays so until it is older than it is kept: pruning says for how long, in its transaction alone, and
-- never under 90 days.
CREATE FUNCTION "record_is_permanent"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE days float8 := nullif(current_setting('kindred.retention_days', true), '')::float8;
BEGIN
  IF TG_OP = 'DELETE' AND days >= 90 AND OLD."at" < now() - days * interval '1 day' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'a row of % is permanent', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "act_is_permanent" BEFORE UPDATE OR DELETE ON "act"
  FOR EACH ROW EXECUTE FUNCTION "record_is_permanent"();
DROP TRIGGER "audit_entry_is_permanent" ON "audit_entry";
DROP FUNCTION "audit_entry_is_permanent"();
CREATE TRIGGER "audit_entry_is_permanent" BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "record_is_permanent"();
