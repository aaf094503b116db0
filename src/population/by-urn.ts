// Reads what there is of all schools a range of URNs at a time, so that other statements get their turn in between.
import type { Sql } from "../database/database.js";

/** Schools a statement: few enough for the embedded database to answer within a tenth of a second. */
const schoolsAtOnce = 2000;
const lastUrn = 2 ** 31 - 1;

/** @param read the rows of the URNs from the first to the last, both included */
export async function readByUrn<Row>(sql: Sql, read: (first: number, last: number) => Promise<Row[]>): Promise<Row[]> {
  const ends = await sql.query<{ urn: number }>(
    `SELECT urn FROM (SELECT urn, row_number() OVER (ORDER BY urn) AS place FROM school) AS placed
     WHERE place % $1 = 0 ORDER BY urn`,
    [schoolsAtOnce],
  );
  const rows: Row[] = [];
  let first = 0;
  for (const last of [...ends.map(({ urn }) => urn), lastUrn]) {
    for (const row of await read(first, last)) rows.push(row);
    first = last + 1;
  }
  return rows;
}
