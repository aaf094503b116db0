// Checks that the directory has the school, trust or local authority that a client or grant names.
import type { Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { SchoolSet } from "./viewer.js";

const columns = { urn: "urn", trustCode: "trust_code", laCode: "la_code" } as const;

/** @throws KindredError BAD_ARGUMENT: otherwise a mistyped number could give access to the wrong client */
export async function assertInDirectory(sql: Sql, schools: SchoolSet): Promise<void> {
  for (const name of ["urn", "trustCode", "laCode"] as const) {
    const code = schools[name];
    if (code === null) continue;
    const [school] = await sql.query(`SELECT 1 FROM school WHERE ${columns[name]} = $1::int LIMIT 1`, [code]);
    if (!school) {
      throw new KindredError(
        "BAD_ARGUMENT",
        `${name}: the directory has no ${code}. Import it first: kindred import --gias`,
      );
    }
  }
}
