// Whether the directory has the school, trust or local authority that somebody is to be given.
import type { Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { Schools } from "./viewer.js";

const columns = { urn: "urn", trustCode: "trust_code", laCode: "la_code" } as const;

/** @throws KindredError BAD_ARGUMENT: a mistyped number would otherwise be found out by whom it lets in, or never */
export async function assertKnown(sql: Sql, schools: Schools): Promise<void> {
  for (const name of ["urn", "trustCode", "laCode"] as const) {
    const given = schools[name];
    if (given === null) continue;
    const [school] = await sql.query(`SELECT 1 FROM school WHERE ${columns[name]} = $1::int LIMIT 1`, [given]);
    if (!school) {
      throw new KindredError(
        "BAD_ARGUMENT",
        `${name}: the directory has no ${given}. Import it first: kindred import --gias`,
      );
    }
  }
}
