-- DropIndex
DROP INDEX "school_la_code_urn_idx";

-- CreateIndex
CREATE INDEX "school_la_code_search_name_urn_idx" ON "school"("la_code", "search_name", "urn");
