-- The one definition of attendance. From sessions at 6 places, half up (20 digits are enough: a quotient of counts under
-- 2^31 cannot lie nearer to an edge), else 100 less the published absence. Nothing possible is no figure.
ALTER TABLE "attendance" ADD COLUMN "attendance" DECIMAL(9,6) GENERATED ALWAYS AS (
  CASE
    WHEN "possible_sessions" = 0 THEN NULL
    WHEN "absent_sessions" IS NOT NULL AND "possible_sessions" IS NOT NULL
      THEN round(("possible_sessions" - "absent_sessions") * 100.00000000000000000000 / "possible_sessions", 6)
    ELSE 100 - "overall_absence"
  END
) STORED;
