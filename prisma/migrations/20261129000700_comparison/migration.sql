-- CreateTable
CREATE TABLE "comparison" (
    "id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "engine_version" TEXT NOT NULL,
    "base_year" TEXT NOT NULL,
    "run_ids" UUID[],
    "names" TEXT[],
    "request" JSON NOT NULL,
    "job_id" UUID NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "notes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "counts" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comparison_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comparison_figure" (
    "comparison_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "section" TEXT NOT NULL,
    "measure" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "other" TEXT NOT NULL,
    "block" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "attribute" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "low" DOUBLE PRECISION,
    "high" DOUBLE PRECISION,
    "n" INTEGER NOT NULL,

    CONSTRAINT "comparison_figure_pkey" PRIMARY KEY ("comparison_id","position")
);

-- CreateTable
CREATE TABLE "comparison_school" (
    "comparison_id" UUID NOT NULL,
    "urn" INTEGER NOT NULL,
    "block" TEXT NOT NULL,
    "depth" INTEGER[],
    "shared" INTEGER[],
    "jaccard" DOUBLE PRECISION[],
    "containment" DOUBLE PRECISION[],
    "rbo_low" DOUBLE PRECISION[],
    "rbo_residual" DOUBLE PRECISION[],
    "rbo_ext" DOUBLE PRECISION[],
    "what_if" DOUBLE PRECISION[],

    CONSTRAINT "comparison_school_pkey" PRIMARY KEY ("comparison_id","urn")
);

-- CreateIndex
CREATE UNIQUE INDEX "comparison_fingerprint_key" ON "comparison"("fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "comparison_job_id_key" ON "comparison"("job_id");

-- CreateIndex
CREATE INDEX "comparison_created_at_id_idx" ON "comparison"("created_at", "id");

-- AddForeignKey
ALTER TABLE "comparison" ADD CONSTRAINT "comparison_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comparison_figure" ADD CONSTRAINT "comparison_figure_comparison_id_fkey" FOREIGN KEY ("comparison_id") REFERENCES "comparison"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comparison_school" ADD CONSTRAINT "comparison_school_comparison_id_fkey" FOREIGN KEY ("comparison_id") REFERENCES "comparison"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "comparison" ADD CONSTRAINT "comparison_of_two_to_eight_runs" CHECK (
  cardinality("run_ids") BETWEEN 2 AND 8 AND cardinality("names") = cardinality("run_ids")
);
ALTER TABLE "comparison" ADD CONSTRAINT "comparison_complete_with_counts" CHECK (
  "completed_at" IS NULL OR "counts" IS NOT NULL
);

-- src/comparison/figure.ts has the same list.
ALTER TABLE "comparison_figure" ADD CONSTRAINT "comparison_figure_section_known" CHECK ("section" IN (
  'agreement', 'balance', 'validity', 'hubs', 'nearness', 'steadiness', 'consequence'
));
ALTER TABLE "comparison_figure" ADD CONSTRAINT "comparison_figure_interval" CHECK (
  ("low" IS NULL) = ("high" IS NULL) AND "low" <= "high"
);
ALTER TABLE "comparison_figure" ADD CONSTRAINT "comparison_figure_counts" CHECK ("position" >= 0 AND "n" >= 0);

ALTER TABLE "comparison_school" ADD CONSTRAINT "comparison_school_every_pair" CHECK (
  cardinality("depth") = ALL (ARRAY[cardinality("shared"), cardinality("jaccard"), cardinality("containment"),
    cardinality("rbo_low"), cardinality("rbo_residual"), cardinality("rbo_ext")])
);
ALTER TABLE "comparison_school" ADD CONSTRAINT "comparison_school_what_if_known" CHECK ("what_if" IS NOT NULL);

-- src/access/acts.ts has the same lists.
ALTER TABLE "act" DROP CONSTRAINT "act_type_known", DROP CONSTRAINT "act_subject_kind_known";
ALTER TABLE "act" ADD CONSTRAINT "act_type_known" CHECK ("type" IN (
  'RUN_STARTED', 'RUN_CANCELLED', 'RUN_PUBLISHED', 'COMPARISON_STARTED', 'COMPARISON_CANCELLED', 'TARGETS_DRAFTED',
  'TARGETS_ISSUED', 'PARTNERSHIPS_ARRANGED', 'JOB_RETRIED', 'JOB_CANCELLED', 'CLIENT_CREATED', 'CLIENT_REVOKED',
  'KEY_ADDED', 'KEY_ROTATED', 'KEY_REVOKED', 'ACCESS_GRANTED', 'ACCESS_REVOKED', 'FILE_IMPORTED', 'FILE_REDATED',
  'FIGURES_CORRECTED'
));
ALTER TABLE "act" ADD CONSTRAINT "act_subject_kind_known" CHECK ("subject_kind" IN (
  'RUN', 'COMPARISON', 'TARGET_SET', 'PARTNERSHIP_PLAN', 'JOB', 'CLIENT', 'KEY', 'GRANT', 'FILE', 'ATTENDANCE',
  'CIRCUMSTANCES'
));
