// Reads rows of all schools one range of URNs at a time, so that other statements can run in between.
import type { Sql } from "../database/database.js";

/** Schools per statement: few enough for the embedded database to answer within a tenth of a second. */
const schoolsPerRange = 2000;
const lastUrn = 2 ** 31 - 1;

/** @param read returns the rows of the URNs from `first` to `last`, both included */
export async function readByUrn<Row>(sql: Sql, read: (first: number, last: number) => Promise<Row[]>): Promise<Row[]> {
  const boundaries = await sql.query<{ urn: number }>(
    `SELECT urn FROM (SELECT urn, row_number() OVER (ORDER BY urn) AS place FROM school) AS placed
     WHERE place % $1 = 0 ORDER BY urn`,
    [schoolsPerRange],
  );
  const rows: Row[] = [];
  let first = 0;
  for (const last of [...boundaries.map(({ urn }) => urn), lastUrn]) {
    for (const row of await read(first, last)) rows.push(row);
    first = last + 1;
  }
  return rows;
}
