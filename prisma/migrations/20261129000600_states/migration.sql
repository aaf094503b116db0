-- The states of what has a life, and the moves between them, held by the database whatever a program asks of it.

ALTER TABLE "job" ADD CONSTRAINT "job_status_known" CHECK (
  "status" IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')
);
ALTER TABLE "job" ADD CONSTRAINT "job_leased_while_running" CHECK ("lease_until" IS NULL OR "status" = 'RUNNING');
ALTER TABLE "job" ADD CONSTRAINT "job_progress" CHECK ("attempts" >= 0 AND "fence" >= 0 AND "done" >= 0 AND "total" >= 0);

ALTER TABLE "run" ADD CONSTRAINT "run_complete_with_summary" CHECK ("completed_at" IS NULL OR "summary" IS NOT NULL);

-- One issued set a target year, by a unique index of "issued_for".
ALTER TABLE "target_set" ADD CONSTRAINT "target_set_status_known" CHECK (
  ("status" IN ('DRAFTING', 'DRAFT') AND "issued_for" IS NULL AND "issued_at" IS NULL) OR
  ("status" = 'ISSUED' AND "issued_for" IS NOT DISTINCT FROM "target_year" AND "issued_at" IS NOT NULL) OR
  ("status" = 'SUPERSEDED' AND "issued_for" IS NULL AND "issued_at" IS NOT NULL)
);

-- One standing plan a base year, by a unique index of "stands_for".
ALTER TABLE "partnership_plan" ADD CONSTRAINT "partnership_plan_status_known" CHECK (
  ("status" IN ('ARRANGING', 'SUPERSEDED') AND "stands_for" IS NULL) OR
  ("status" = 'PROPOSED' AND "stands_for" IS NOT DISTINCT FROM "base_year")
);

ALTER TABLE "partnership" ADD CONSTRAINT "partnership_status_known" CHECK (
  ("status" = 'NONE' AND "partner_urn" IS NULL AND "reason" IS NOT NULL) OR
  ("status" IN ('PROPOSED', 'ACTIVE', 'DECLINED', 'ENDED') AND "partner_urn" IS NOT NULL)
);
ALTER TABLE "partnership" ADD CONSTRAINT "partnership_of_two" CHECK ("partner_urn" <> "urn");

-- The arguments of the trigger are the moves, as 'FROM TO'.
CREATE FUNCTION "status_may_move"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (OLD."status" || ' ' || NEW."status") = ANY (TG_ARGV) THEN
    RAISE EXCEPTION 'a % does not move from % to %', TG_TABLE_NAME, OLD."status", NEW."status"
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "job_status_moves" BEFORE UPDATE ON "job" FOR EACH ROW
  WHEN (OLD."status" <> NEW."status")
  EXECUTE FUNCTION "status_may_move"('QUEUED RUNNING', 'QUEUED CANCELLED', 'RUNNING QUEUED', 'RUNNING SUCCEEDED',
    'RUNNING FAILED', 'RUNNING CANCELLED', 'FAILED QUEUED', 'CANCELLED QUEUED');

CREATE TRIGGER "target_set_status_moves" BEFORE UPDATE ON "target_set" FOR EACH ROW
  WHEN (OLD."status" <> NEW."status")
  EXECUTE FUNCTION "status_may_move"('DRAFTING DRAFT', 'DRAFT ISSUED', 'ISSUED SUPERSEDED');

CREATE TRIGGER "partnership_plan_status_moves" BEFORE UPDATE ON "partnership_plan" FOR EACH ROW
  WHEN (OLD."status" <> NEW."status")
  EXECUTE FUNCTION "status_may_move"('ARRANGING PROPOSED', 'PROPOSED SUPERSEDED');

CREATE TRIGGER "partnership_status_moves" BEFORE UPDATE ON "partnership" FOR EACH ROW
  WHEN (OLD."status" <> NEW."status")
  EXECUTE FUNCTION "status_may_move"('PROPOSED ACTIVE', 'PROPOSED DECLINED', 'PROPOSED ENDED', 'ACTIVE ENDED');
