-- Who has a job in hand is known by a number that grows with each claim; `worker` says where, for people.
ALTER TABLE "job" RENAME COLUMN "lease_owner" TO "worker";
ALTER TABLE "job" ADD COLUMN "fence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "run_after" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN "unique_key" TEXT;

CREATE INDEX "job_created_at_id_idx" ON "job"("created_at", "id");

-- One queued job of a kind and key. An index of expressions, which Prisma leaves alone.
CREATE UNIQUE INDEX "job_unique_while_queued" ON "job" ("kind", (CASE WHEN "status" = 'QUEUED' THEN "unique_key" END));
