// Checks that the directory has the school, trust or local authority that a client or grant names.
import type { Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { refuse } from "../errors.js";
import type { SchoolSet } from "./viewer.js";

/** @throws KindredError BAD_ARGUMENT: otherwise a mistyped number could give access to the wrong client */
export async function assertInDirectory(sql: Sql, schools: SchoolSet): Promise<void> {
  const known = build(sql).selectFrom("school").select("urn").limit(1);
  for (const name of ["urn", "trustCode", "laCode"] as const) {
    const code = schools[name];
    if (code === null) continue;
    if (!(await known.where(name, "=", code).executeTakeFirst()))
      refuse(`${name}: the directory has no ${code}. Import it first: kindred import --gias`);
  }
}
