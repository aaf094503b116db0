-- CreateTable
CREATE TABLE "submission" (
    "urn" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "from_date" DATE NOT NULL,
    "to_date" DATE NOT NULL,
    "revision" INTEGER NOT NULL,
    "year" TEXT NOT NULL,
    "current" BOOLEAN NOT NULL,
    "withdrawn" BOOLEAN NOT NULL,
    "possible" INTEGER,
    "attended" INTEGER,
    "authorised" INTEGER,
    "unauthorised" INTEGER,
    "by_code" JSON,
    "enrolments" INTEGER,
    "persistent" INTEGER,
    "severe" INTEGER,
    "as_at" TIMESTAMPTZ(3) NOT NULL,
    "client_id" UUID,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "submission_pkey" PRIMARY KEY ("urn","scope","from_date","to_date","revision")
);

-- CreateTable
CREATE TABLE "school_half_terms" (
    "urn" INTEGER NOT NULL,
    "year" TEXT NOT NULL,
    "begins" DATE[],

    CONSTRAINT "school_half_terms_pkey" PRIMARY KEY ("urn","year")
);

-- CreateTable
CREATE TABLE "bulk_submission" (
    "id" UUID NOT NULL,
    "client_id" UUID,
    "job_id" UUID NOT NULL,
    "bytes" INTEGER NOT NULL,
    "gzip" BOOLEAN NOT NULL,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "stored" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "superseded" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bulk_submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_piece" (
    "bulk_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "bulk_piece_pkey" PRIMARY KEY ("bulk_id","number")
);

-- CreateTable
CREATE TABLE "bulk_rejection" (
    "bulk_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "bulk_rejection_pkey" PRIMARY KEY ("bulk_id","line")
);

-- CreateTable
CREATE TABLE "access_request" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "urn" INTEGER NOT NULL,
    "capabilities" TEXT[],
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_answer" (
    "id" BYTEA NOT NULL,
    "request" BYTEA NOT NULL,
    "answer" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_answer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "submission_client_id_submitted_at_idx" ON "submission"("client_id", "submitted_at");

-- CreateIndex
CREATE UNIQUE INDEX "bulk_submission_job_id_key" ON "bulk_submission"("job_id");

-- CreateIndex
CREATE INDEX "bulk_submission_client_id_created_at_idx" ON "bulk_submission"("client_id", "created_at");

-- CreateIndex
CREATE INDEX "access_request_urn_created_at_id_idx" ON "access_request"("urn", "created_at", "id");

-- CreateIndex
CREATE INDEX "access_request_client_id_created_at_id_idx" ON "access_request"("client_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "idempotent_answer_created_at_idx" ON "idempotent_answer"("created_at");

-- AddForeignKey
ALTER TABLE "bulk_submission" ADD CONSTRAINT "bulk_submission_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_piece" ADD CONSTRAINT "bulk_piece_bulk_id_fkey" FOREIGN KEY ("bulk_id") REFERENCES "bulk_submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_rejection" ADD CONSTRAINT "bulk_rejection_bulk_id_fkey" FOREIGN KEY ("bulk_id") REFERENCES "bulk_submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "grant" DROP CONSTRAINT "grant_capability_known";
ALTER TABLE "grant" ADD CONSTRAINT "grant_capability_known" CHECK ("capability" IN ('TARGETS', 'PARTNERSHIPS', 'ATTENDANCE'));

-- src/submissions/submission.ts has the same list.
ALTER TABLE "submission" ADD CONSTRAINT "submission_scope_known" CHECK (
  "scope" IN ('AGE_5_15', 'SIXTH_FORM', 'UNDER_5', 'ALL_PUPILS')
);
ALTER TABLE "submission" ADD CONSTRAINT "submission_period" CHECK (
  "from_date" <= "to_date" AND "revision" >= 0 AND
  "year" = to_char("from_date" - interval '7 months', 'YYYY') || '/' || to_char("from_date" + interval '5 months', 'YY') AND
  "year" = to_char("to_date" - interval '7 months', 'YYYY') || '/' || to_char("to_date" + interval '5 months', 'YY')
);
ALTER TABLE "submission" ADD CONSTRAINT "submission_figures" CHECK (
  CASE WHEN "withdrawn"
    THEN num_nonnulls("possible", "attended", "authorised", "unauthorised", "by_code", "enrolments", "persistent", "severe") = 0
    ELSE num_nulls("possible", "attended", "authorised", "unauthorised", "enrolments") = 0
  END
);
ALTER TABLE "submission" ADD CONSTRAINT "submission_sums_agree" CHECK (
  "possible" = "attended" + "authorised" + "unauthorised" AND
  least("attended", "authorised", "unauthorised", "severe", "persistent", "enrolments") >= 0 AND
  "persistent" <= "enrolments" AND "severe" <= "enrolments" AND "severe" <= "persistent"
);
CREATE UNIQUE INDEX "submission_current" ON "submission" ("urn", "scope", "from_date", "to_date") WHERE "current";

CREATE FUNCTION "submission_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD."current" AND NOT NEW."current" THEN
      NEW."current" := true;
      IF NEW::text = OLD::text THEN
        NEW."current" := false;
        RETURN NEW;
      END IF;
    END IF;
  END IF;
  RAISE EXCEPTION 'submissions are never changed nor deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "submission_is_kept" BEFORE UPDATE OR DELETE ON "submission"
  FOR EACH ROW EXECUTE FUNCTION "submission_is_kept"();

ALTER TABLE "school_half_terms" ADD CONSTRAINT "school_half_terms_of_the_year" CHECK (
  cardinality("begins") = 6 AND "begins"[1] = (left("year", 4) || '-08-01')::date AND
  "begins"[1] < "begins"[2] AND "begins"[2] < "begins"[3] AND "begins"[3] < "begins"[4] AND
  "begins"[4] < "begins"[5] AND "begins"[5] < "begins"[6] AND "begins"[6] <= "begins"[1] + interval '1 year' - interval '1 day'
);

ALTER TABLE "bulk_submission" ADD CONSTRAINT "bulk_submission_counts" CHECK (
  "lines" = "stored" + "unchanged" + "superseded" + "rejected" AND
  least("stored", "unchanged", "superseded", "rejected", "bytes") >= 0
);

-- src/access/requests.ts has the same list.
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_status_known" CHECK (
  "status" IN ('ASKED', 'GRANTED', 'DECLINED', 'TAKEN_BACK') AND ("status" = 'ASKED') = ("decided_at" IS NULL)
);
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_capabilities" CHECK (
  cardinality("capabilities") > 0 AND "capabilities" <@ ARRAY['TARGETS', 'PARTNERSHIPS', 'ATTENDANCE']
);
CREATE UNIQUE INDEX "access_request_asked" ON "access_request" ("client_id", "urn") WHERE "status" = 'ASKED';

-- src/access/acts.ts has the same lists.
ALTER TABLE "act" DROP CONSTRAINT "act_type_known", DROP CONSTRAINT "act_subject_kind_known";
ALTER TABLE "act" ADD CONSTRAINT "act_type_known" CHECK ("type" IN (
  'RUN_STARTED', 'RUN_CANCELLED', 'RUN_PUBLISHED', 'COMPARISON_STARTED', 'COMPARISON_CANCELLED', 'TARGETS_DRAFTED',
  'TARGETS_ISSUED', 'PARTNERSHIPS_ARRANGED', 'JOB_RETRIED', 'JOB_CANCELLED', 'CLIENT_CREATED', 'CLIENT_REVOKED',
  'KEY_ADDED', 'KEY_ROTATED', 'KEY_REVOKED', 'ACCESS_GRANTED', 'ACCESS_REVOKED', 'FILE_IMPORTED', 'FILE_REDATED',
  'FIGURES_CORRECTED', 'ACCESS_REQUESTED', 'ACCESS_DECLINED', 'ACCESS_REQUEST_TAKEN_BACK', 'ATTENDANCE_SUBMITTED',
  'ATTENDANCE_WITHDRAWN', 'HALF_TERMS_SET'
));
ALTER TABLE "act" ADD CONSTRAINT "act_subject_kind_known" CHECK ("subject_kind" IN (
  'RUN', 'COMPARISON', 'TARGET_SET', 'PARTNERSHIP_PLAN', 'JOB', 'CLIENT', 'KEY', 'GRANT', 'FILE', 'ATTENDANCE',
  'CIRCUMSTANCES', 'ACCESS_REQUEST', 'SUBMISSION', 'HALF_TERMS'
));
