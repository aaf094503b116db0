// Reads the directory as the population needs it: one entry per school.
import type { Sql } from "../database/database.js";
import { queryAsJson } from "../database/rows-as-json.js";
import { readByUrn } from "./by-urn.js";
import type { Block } from "./population.js";

/** A school's current entry in the register. Dates are ISO text; easting and northing are OSGB36 metres. */
export interface DirectoryEntry {
  readonly urn: number;
  readonly name: string;
  readonly block: Block | null;
  readonly phase: string | null;
  readonly typeGroup: string | null;
  /** OPEN | OPEN_PROPOSED_TO_CLOSE | CLOSED | PROPOSED_TO_OPEN; null where unknown */
  readonly status: string | null;
  /** No directory file names it. */
  readonly stub: boolean;
  readonly openDate: string | null;
  readonly closeDate: string | null;
  readonly laCode: number | null;
  readonly trustCode: number | null;
  readonly region: string | null;
  readonly selective: boolean | null;
  readonly urban: boolean | null;
  readonly easting: number | null;
  readonly northing: number | null;
  readonly registerPupils: number | null;
}

/** Every school, ascending by URN. */
export function readDirectory(sql: Sql): Promise<DirectoryEntry[]> {
  return readByUrn(sql, (first, last) =>
    queryAsJson<DirectoryEntry>(
      sql,
      `SELECT urn, name, block, phase, type_group AS "typeGroup", status, stub,
       open_date::text AS "openDate", close_date::text AS "closeDate",
       la_code AS "laCode", trust_code AS "trustCode", region, selective, urban, easting, northing,
       register_pupils AS "registerPupils"
     FROM school WHERE urn BETWEEN $1 AND $2 ORDER BY urn`,
      [first, last],
    ),
  );
}
