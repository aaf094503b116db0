-- Which runs were read: cohorts and explanations by run, and which run fed a set of targets.
ALTER TABLE "audit_entry" ADD COLUMN     "run_ids" UUID[] DEFAULT ARRAY[]::UUID[];
