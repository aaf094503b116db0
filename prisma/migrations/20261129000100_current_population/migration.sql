-- Populations are found without composing them anew while none of the figures that they are composed from has changed.

-- CreateTable
CREATE TABLE "figures_version" (
    "id" INTEGER NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "figures_version_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "figures_version_one_row" CHECK ("id" = 1)
);

-- CreateTable
CREATE TABLE "current_population" (
    "base_year" TEXT NOT NULL,
    "circumstances_year" TEXT NOT NULL,
    "composition" TEXT NOT NULL,
    "figures_version" BIGINT NOT NULL,
    "population_id" TEXT NOT NULL,

    CONSTRAINT "current_population_pkey" PRIMARY KEY ("base_year","circumstances_year","composition")
);

-- AddForeignKey
ALTER TABLE "current_population" ADD CONSTRAINT "current_population_population_id_fkey" FOREIGN KEY ("population_id") REFERENCES "population"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- In the transaction of the change: who sees the change sees the number, and nobody sees one without the other. Two who
-- change figures at once wait for each other, as imports do anyway.
CREATE FUNCTION "raise_figures_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "figures_version" ("id", "version") VALUES (1, 1)
  ON CONFLICT ("id") DO UPDATE SET "version" = "figures_version"."version" + 1;
  RETURN NULL;
END $$;

-- Once a statement, whatever it changed: a number raised for nothing costs one more freezing of what is there already.
-- Of a school, what populations read (src/population/directory.ts); its search vector changes without them.
CREATE TRIGGER "school_figures" AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF "urn", "name", "block", "phase",
    "type_group", "status", "stub", "open_date", "close_date", "la_code", "trust_code", "region", "selective", "urban",
    "easting", "northing", "register_pupils"
  ON "school" FOR EACH STATEMENT EXECUTE FUNCTION "raise_figures_version"();
CREATE TRIGGER "school_link_figures" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON "school_link" FOR EACH STATEMENT EXECUTE FUNCTION "raise_figures_version"();
CREATE TRIGGER "attendance_figures" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON "attendance" FOR EACH STATEMENT EXECUTE FUNCTION "raise_figures_version"();
CREATE TRIGGER "circumstances_figures" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON "circumstances" FOR EACH STATEMENT EXECUTE FUNCTION "raise_figures_version"();
-- A file's kind tells which of two rows of circumstances stands first.
CREATE TRIGGER "source_file_figures" AFTER UPDATE OF "kind"
  ON "source_file" FOR EACH STATEMENT EXECUTE FUNCTION "raise_figures_version"();
