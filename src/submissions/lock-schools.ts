// Writers of one school take turns.
import type { Sql } from "../database/database.js";

/** Namespace of these locks. */
const namespace = 1_937_075_568;
/** Schools share this many locks, so that a call holds few. */
const stripes = 64;

/** Waits for other writers of these schools; until the transaction ends. In ascending order: no two can wait for each other. */
export async function lockSchools(sql: Sql, schools: readonly { readonly urn: number }[]): Promise<void> {
  const ascending = [...new Set(schools.map(({ urn }) => urn % stripes))].sort((one, other) => one - other);
  await sql.query("SELECT pg_advisory_xact_lock($1, stripe)::text FROM unnest($2::int[]) AS stripes (stripe)", [
    namespace,
    ascending,
  ]);
}
