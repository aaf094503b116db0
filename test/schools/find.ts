// Searches the directory as the list of schools does.

import { sql as expression } from "kysely";
import type { Sql } from "../../src/database/database.js";
import { build } from "../../src/database/query-builder.js";
import {
  filterOf,
  locate,
  type SchoolConditions,
  type SchoolPage,
  selectCount,
  selectPage,
} from "../../src/schools/school-search.js";

const located = async (sql: Sql, { near, ...others }: SchoolConditions) =>
  filterOf({ ...others, near: await locate(sql, near) });

/** URNs in their order. */
export async function findSchools(sql: Sql, conditions: SchoolConditions, page: SchoolPage): Promise<number[]> {
  const { sql: text, parameters } = selectPage(await located(sql, conditions), page)
    .select("school.urn")
    .compile();
  return (await sql.query<{ urn: number }>(text, parameters)).map(({ urn }) => urn);
}

export async function countSchools(sql: Sql, conditions: SchoolConditions): Promise<number> {
  const { rows } = await expression<{
    count: number;
  }>`SELECT ${selectCount(await located(sql, conditions))} AS count`.execute(build(sql));
  return rows[0]!.count;
}
