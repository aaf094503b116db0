-- What the database itself holds, whatever a program asks of it.

-- A fingerprint either fed a target or was published (one row each), and the mark stays.
ALTER TABLE "fingerprint_mark" ADD CONSTRAINT "fingerprint_mark_known" CHECK ("mark" IN ('FED_TARGET', 'PUBLISHED'));

CREATE FUNCTION "fingerprint_mark_is_permanent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a fingerprint''s mark is permanent' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "fingerprint_mark_is_permanent" BEFORE UPDATE OR DELETE ON "fingerprint_mark"
  FOR EACH ROW EXECUTE FUNCTION "fingerprint_mark_is_permanent"();

-- A client's role is one of the seven and never changes; each role has the identity it needs and no other.
ALTER TABLE "client" ADD CONSTRAINT "client_role_known" CHECK (
  ("role" = 'SCHOOL' AND "urn" IS NOT NULL AND "trust_code" IS NULL AND "la_code" IS NULL) OR
  ("role" = 'TRUST' AND "trust_code" IS NOT NULL AND "urn" IS NULL AND "la_code" IS NULL) OR
  ("role" = 'LOCAL_AUTHORITY' AND "la_code" IS NOT NULL AND "urn" IS NULL AND "trust_code" IS NULL) OR
  ("role" IN ('OFSTED', 'MIS_VENDOR', 'ANALYST', 'DEPARTMENT') AND "urn" IS NULL AND "trust_code" IS NULL AND "la_code" IS NULL)
);

CREATE FUNCTION "client_role_is_permanent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."role" <> OLD."role" OR NEW."urn" IS DISTINCT FROM OLD."urn"
    OR NEW."trust_code" IS DISTINCT FROM OLD."trust_code" OR NEW."la_code" IS DISTINCT FROM OLD."la_code" THEN
    RAISE EXCEPTION 'a client''s role and identity never change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "client_role_is_permanent" BEFORE UPDATE ON "client"
  FOR EACH ROW EXECUTE FUNCTION "client_role_is_permanent"();

-- Grants are for those who may be granted something: never Ofsted; a vendor's names the school that agreed.
ALTER TABLE "grant" ADD CONSTRAINT "grant_capability_known" CHECK ("capability" IN ('TARGETS', 'PARTNERSHIPS'));

CREATE FUNCTION "grant_is_allowed"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE holder text;
BEGIN
  SELECT "role" INTO holder FROM "client" WHERE "id" = NEW."client_id";
  IF holder NOT IN ('TRUST', 'LOCAL_AUTHORITY', 'MIS_VENDOR', 'ANALYST') THEN
    RAISE EXCEPTION 'a client of role % can hold no grant', holder USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF holder = 'MIS_VENDOR' AND NEW."urn" IS NULL THEN
    RAISE EXCEPTION 'a vendor''s grant names one school' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "grant_is_allowed" BEFORE INSERT OR UPDATE ON "grant"
  FOR EACH ROW EXECUTE FUNCTION "grant_is_allowed"();
