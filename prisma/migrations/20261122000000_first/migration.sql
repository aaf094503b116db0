-- CreateTable
CREATE TABLE "source_file" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "encoding" TEXT NOT NULL,
    "year" TEXT,
    "released_at" TIMESTAMPTZ(3) NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rows_read" INTEGER NOT NULL,
    "rows_stored" INTEGER NOT NULL,
    "rows_rejected" INTEGER NOT NULL,
    "rows_skipped" JSONB NOT NULL,

    CONSTRAINT "source_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rejected_row" (
    "id" SERIAL NOT NULL,
    "file_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "rejected_row_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "school" (
    "urn" INTEGER NOT NULL,
    "laestab" INTEGER,
    "la_code" INTEGER,
    "la_name" TEXT,
    "establishment_number" INTEGER,
    "name" TEXT NOT NULL,
    "search_name" TEXT NOT NULL,
    "type_name" TEXT,
    "type_group" TEXT,
    "phase" TEXT,
    "block" TEXT,
    "status" TEXT,
    "open_date" DATE,
    "close_date" DATE,
    "low_age" INTEGER,
    "high_age" INTEGER,
    "gender" TEXT,
    "religious_character" TEXT,
    "selective" BOOLEAN,
    "sixth_form" BOOLEAN,
    "capacity" INTEGER,
    "register_pupils" INTEGER,
    "trust_code" INTEGER,
    "trust_name" TEXT,
    "ukprn" INTEGER,
    "street" TEXT,
    "town" TEXT,
    "county" TEXT,
    "postcode" TEXT,
    "website" TEXT,
    "region" TEXT,
    "district" TEXT,
    "urban_rural" TEXT,
    "urban" BOOLEAN,
    "easting" INTEGER,
    "northing" INTEGER,
    "stub" BOOLEAN NOT NULL,
    "file_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,

    CONSTRAINT "school_pkey" PRIMARY KEY ("urn")
);

-- CreateTable
CREATE TABLE "directory_row" (
    "urn" INTEGER NOT NULL,
    "file_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "record" JSON NOT NULL,

    CONSTRAINT "directory_row_pkey" PRIMARY KEY ("urn","file_id")
);

-- CreateTable
CREATE TABLE "school_link" (
    "file_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "urn" INTEGER NOT NULL,
    "link_urn" INTEGER NOT NULL,
    "link_name" TEXT NOT NULL,
    "link_type" TEXT NOT NULL,
    "established" DATE,
    "current" BOOLEAN NOT NULL,

    CONSTRAINT "school_link_pkey" PRIMARY KEY ("file_id","line")
);

-- CreateTable
CREATE TABLE "attendance" (
    "urn" INTEGER NOT NULL,
    "year" TEXT NOT NULL,
    "file_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "overall_absence" DECIMAL(9,6),
    "authorised_absence" DECIMAL(9,6),
    "unauthorised_absence" DECIMAL(9,6),
    "persistent_absence" DECIMAL(9,6),
    "severe_absence" DECIMAL(9,6),
    "possible_sessions" INTEGER,
    "absent_sessions" INTEGER,
    "codes" JSON,
    "superseded_by_id" INTEGER,

    CONSTRAINT "attendance_pkey" PRIMARY KEY ("urn","year","file_id")
);

-- CreateTable
CREATE TABLE "circumstances" (
    "urn" INTEGER NOT NULL,
    "year" TEXT NOT NULL,
    "file_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "school_type" TEXT,
    "roll" INTEGER,
    "fsm" DECIMAL(12,8),
    "fsm_source" TEXT,
    "eal" DECIMAL(12,8),
    "sen_support" DECIMAL(12,8),
    "ehc_plans" DECIMAL(12,8),
    "idaci" DECIMAL(12,8),
    "polar4" DECIMAL(12,8),
    "stability" DECIMAL(12,8),
    "ks2" DECIMAL(12,8),
    "ks2_reading" DECIMAL(12,8),
    "ks2_maths" DECIMAL(12,8),
    "attainment8" DECIMAL(12,8),
    "codes" JSON,
    "superseded_by_id" INTEGER,

    CONSTRAINT "circumstances_pkey" PRIMARY KEY ("urn","year","file_id")
);

-- CreateTable
CREATE TABLE "population" (
    "id" TEXT NOT NULL,
    "base_year" TEXT NOT NULL,
    "circumstances_year" TEXT NOT NULL,
    "schools" INTEGER NOT NULL,
    "blocks" JSONB NOT NULL,
    "contents" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "population_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "stage" TEXT,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "engine_version" TEXT NOT NULL,
    "parameters" JSON NOT NULL,
    "constraints" JSON NOT NULL,
    "population_id" TEXT NOT NULL,
    "job_id" UUID NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "summary" JSON,
    "warnings" JSON,
    "learnt" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cohort" (
    "run_id" UUID NOT NULL,
    "urn" INTEGER NOT NULL,
    "peers" INTEGER[],
    "distances" DOUBLE PRECISION[],
    "detail" JSON NOT NULL,
    "reason" TEXT,

    CONSTRAINT "cohort_pkey" PRIMARY KEY ("run_id","urn")
);

-- CreateTable
CREATE TABLE "fingerprint_mark" (
    "fingerprint" TEXT NOT NULL,
    "mark" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fingerprint_mark_pkey" PRIMARY KEY ("fingerprint")
);

-- CreateTable
CREATE TABLE "published_run" (
    "id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "engine_version" TEXT NOT NULL,
    "parameters" JSON NOT NULL,
    "constraints" JSON NOT NULL,
    "base_year" TEXT NOT NULL,
    "circumstances_year" TEXT NOT NULL,
    "summary" JSON NOT NULL,
    "warnings" JSON NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "published_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published_cohort" (
    "run_id" UUID NOT NULL,
    "urn" INTEGER NOT NULL,
    "peers" INTEGER[],
    "distances" DOUBLE PRECISION[],
    "detail" JSON NOT NULL,
    "reason" TEXT,

    CONSTRAINT "published_cohort_pkey" PRIMARY KEY ("run_id","urn")
);

-- CreateTable
CREATE TABLE "target_set" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "policy" JSON NOT NULL,
    "base_year" TEXT NOT NULL,
    "target_year" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "issued_for" TEXT,
    "summary" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "issued_at" TIMESTAMPTZ(3),

    CONSTRAINT "target_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "target" (
    "set_id" UUID NOT NULL,
    "urn" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "target" DECIMAL(4,1),
    "baseline" DECIMAL(9,6),
    "baseline_kind" TEXT,
    "flags" TEXT[],
    "parts" JSON NOT NULL,

    CONSTRAINT "target_pkey" PRIMARY KEY ("set_id","urn")
);

-- CreateTable
CREATE TABLE "partnership_plan" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "parameters" JSON NOT NULL,
    "status" TEXT NOT NULL,
    "stands_for" TEXT,
    "base_year" TEXT NOT NULL,
    "summary" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "partnership_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partnership" (
    "plan_id" UUID NOT NULL,
    "urn" INTEGER NOT NULL,
    "partner_urn" INTEGER,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "rank" INTEGER,
    "distance" DOUBLE PRECISION,
    "kilometres" DOUBLE PRECISION,
    "gap" DECIMAL(9,6),

    CONSTRAINT "partnership_pkey" PRIMARY KEY ("plan_id","urn")
);

-- CreateTable
CREATE TABLE "client" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "urn" INTEGER,
    "trust_code" INTEGER,
    "la_code" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "client_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grant" (
    "id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "capability" TEXT NOT NULL,
    "urn" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "client_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "operation" TEXT,
    "urns" INTEGER[],

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "source_file_kind_sha256_year_key" ON "source_file"("kind", "sha256", "year");

-- CreateIndex
CREATE INDEX "rejected_row_file_id_line_idx" ON "rejected_row"("file_id", "line");

-- CreateIndex
CREATE INDEX "school_search_name_urn_idx" ON "school"("search_name", "urn");

-- CreateIndex
CREATE INDEX "school_laestab_idx" ON "school"("laestab");

-- CreateIndex
CREATE INDEX "school_la_code_urn_idx" ON "school"("la_code", "urn");

-- CreateIndex
CREATE INDEX "school_region_urn_idx" ON "school"("region", "urn");

-- CreateIndex
CREATE INDEX "school_trust_code_urn_idx" ON "school"("trust_code", "urn");

-- CreateIndex
CREATE INDEX "school_phase_urn_idx" ON "school"("phase", "urn");

-- CreateIndex
CREATE INDEX "school_easting_northing_idx" ON "school"("easting", "northing");

-- CreateIndex
CREATE INDEX "directory_row_file_id_idx" ON "directory_row"("file_id");

-- CreateIndex
CREATE INDEX "school_link_urn_idx" ON "school_link"("urn");

-- CreateIndex
CREATE INDEX "school_link_link_urn_idx" ON "school_link"("link_urn");

-- CreateIndex
CREATE INDEX "attendance_year_superseded_by_id_idx" ON "attendance"("year", "superseded_by_id");

-- CreateIndex
CREATE INDEX "attendance_file_id_idx" ON "attendance"("file_id");

-- CreateIndex
CREATE INDEX "circumstances_year_superseded_by_id_idx" ON "circumstances"("year", "superseded_by_id");

-- CreateIndex
CREATE INDEX "circumstances_file_id_idx" ON "circumstances"("file_id");

-- CreateIndex
CREATE INDEX "job_status_created_at_idx" ON "job"("status", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "run_fingerprint_key" ON "run"("fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "run_job_id_key" ON "run"("job_id");

-- CreateIndex
CREATE INDEX "run_created_at_id_idx" ON "run"("created_at", "id");

-- CreateIndex
CREATE INDEX "cohort_urn_idx" ON "cohort"("urn");

-- CreateIndex
CREATE UNIQUE INDEX "published_run_fingerprint_key" ON "published_run"("fingerprint");

-- CreateIndex
CREATE INDEX "published_run_published_at_id_idx" ON "published_run"("published_at", "id");

-- CreateIndex
CREATE INDEX "published_cohort_urn_idx" ON "published_cohort"("urn");

-- CreateIndex
CREATE UNIQUE INDEX "target_set_job_id_key" ON "target_set"("job_id");

-- CreateIndex
CREATE UNIQUE INDEX "target_set_issued_for_key" ON "target_set"("issued_for");

-- CreateIndex
CREATE INDEX "target_set_created_at_id_idx" ON "target_set"("created_at", "id");

-- CreateIndex
CREATE INDEX "target_urn_idx" ON "target"("urn");

-- CreateIndex
CREATE UNIQUE INDEX "partnership_plan_job_id_key" ON "partnership_plan"("job_id");

-- CreateIndex
CREATE UNIQUE INDEX "partnership_plan_stands_for_key" ON "partnership_plan"("stands_for");

-- CreateIndex
CREATE INDEX "partnership_urn_idx" ON "partnership"("urn");

-- CreateIndex
CREATE INDEX "partnership_partner_urn_idx" ON "partnership"("partner_urn");

-- CreateIndex
CREATE INDEX "client_created_at_id_idx" ON "client"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_client_id_idx" ON "api_key"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "grant_client_id_capability_urn_key" ON "grant"("client_id", "capability", "urn");

-- CreateIndex
CREATE INDEX "audit_entry_client_id_at_idx" ON "audit_entry"("client_id", "at");

-- AddForeignKey
ALTER TABLE "rejected_row" ADD CONSTRAINT "rejected_row_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "school" ADD CONSTRAINT "school_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_row" ADD CONSTRAINT "directory_row_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "school_link" ADD CONSTRAINT "school_link_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "circumstances" ADD CONSTRAINT "circumstances_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_population_id_fkey" FOREIGN KEY ("population_id") REFERENCES "population"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cohort" ADD CONSTRAINT "cohort_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published_cohort" ADD CONSTRAINT "published_cohort_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "published_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target_set" ADD CONSTRAINT "target_set_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target_set" ADD CONSTRAINT "target_set_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target" ADD CONSTRAINT "target_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "target_set"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partnership_plan" ADD CONSTRAINT "partnership_plan_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partnership_plan" ADD CONSTRAINT "partnership_plan_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partnership" ADD CONSTRAINT "partnership_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "partnership_plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grant" ADD CONSTRAINT "grant_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
