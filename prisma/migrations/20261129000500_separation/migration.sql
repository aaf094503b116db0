-- CreateTable
CREATE TABLE "run_separation" (
    "published_run_id" UUID NOT NULL,
    "secret_run_id" UUID NOT NULL,
    "policy" TEXT NOT NULL,
    "same_strategy" BOOLEAN NOT NULL,
    "overlap" DOUBLE PRECISION NOT NULL,
    "exact" DOUBLE PRECISION NOT NULL,
    "guessed" DOUBLE PRECISION NOT NULL,
    "most_overlap" DOUBLE PRECISION NOT NULL,
    "most_gain" DOUBLE PRECISION NOT NULL,
    "apart" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "override_reason" TEXT,

    CONSTRAINT "run_separation_pkey" PRIMARY KEY ("published_run_id","secret_run_id","policy")
);

-- A figure that is not there separates nothing.
ALTER TABLE "run_separation" ADD CONSTRAINT "run_separation_apart" CHECK (
  "apart" = (NOT "same_strategy" AND "overlap" <= "most_overlap" AND "exact" <= "guessed" + "most_gain")
  AND "overlap" BETWEEN 0 AND 1 AND "exact" BETWEEN 0 AND 1 AND "guessed" BETWEEN 0 AND 1
);

-- What was measured stays. A reason to go ahead all the same is given once.
CREATE FUNCTION "run_separation_is_permanent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NOT OLD."apart" AND OLD."override_reason" IS NULL
    AND to_jsonb(NEW) - 'override_reason' = to_jsonb(OLD) - 'override_reason' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a separation of runs is permanent' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "run_separation_is_permanent" BEFORE UPDATE OR DELETE ON "run_separation"
  FOR EACH ROW EXECUTE FUNCTION "run_separation_is_permanent"();

-- No run is marked unless it was measured against every run of its base year with the other mark.
CREATE FUNCTION "fingerprint_mark_is_proven"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE unproven uuid;
BEGIN
  SELECT other."id" INTO unproven
  FROM "run" marked
  JOIN "population" p ON p."id" = marked."population_id"
  JOIN "population" same ON same."base_year" = p."base_year"
  JOIN "run" other ON other."population_id" = same."id" AND other."id" <> marked."id"
  JOIN "fingerprint_mark" m ON m."fingerprint" = other."fingerprint" AND m."mark" <> NEW."mark"
  WHERE marked."fingerprint" = NEW."fingerprint" AND NOT EXISTS (
    SELECT FROM "run_separation" s
    WHERE s."published_run_id" = CASE NEW."mark" WHEN 'PUBLISHED' THEN marked."id" ELSE other."id" END
      AND s."secret_run_id" = CASE NEW."mark" WHEN 'PUBLISHED' THEN other."id" ELSE marked."id" END
    HAVING bool_and(s."apart" OR s."override_reason" IS NOT NULL)
  )
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the run is not proven to be apart from a run with the other mark' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "fingerprint_mark_is_proven" BEFORE INSERT ON "fingerprint_mark"
  FOR EACH ROW EXECUTE FUNCTION "fingerprint_mark_is_proven"();

-- Cohorts are told apart as sets of peers, whatever their order: so are those of the runs that have a mark already.
INSERT INTO "fingerprint_mark" ("fingerprint", "mark")
SELECT 'peers ' || encode(sha256(convert_to(string_agg(c."urn" || ':' || sorted."peers", ';' ORDER BY c."urn"), 'UTF8')), 'hex'),
  m."mark"
FROM "fingerprint_mark" m
JOIN "run" r ON r."fingerprint" = m."fingerprint"
JOIN "cohort" c ON c."run_id" = r."id"
CROSS JOIN LATERAL (
  SELECT coalesce(string_agg(peer::text, ',' ORDER BY peer), '') AS "peers" FROM unnest(c."peers") peer
) sorted
GROUP BY r."id", m."mark"
ON CONFLICT DO NOTHING;
