import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database, Sql } from "../../src/database/database.js";
import { readByUrn } from "../../src/population/by-urn.js";
import { readConsistently } from "../../src/population/consistent.js";
import { testDatabase } from "../support/database.js";
import { insertWorld } from "./world.js";

const year = "2022/23";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  const world = Array.from({ length: 4500 }, (_, n) => ({ urn: 100_001 + n, absence: { [year]: "5" } }));
  await insertWorld(database, world);
});
afterAll(() => database.close());

const sum = async (sql: Sql) => {
  const [row] = await sql.query<{ sum: number }>("SELECT sum(overall_absence)::float8 AS sum FROM attendance");
  return row?.sum;
};

it("reads the same figures in all statements, whatever another connection changes in between", async () => {
  let changes = 0;
  const { found } = await readConsistently(database, async (sql) => {
    const first = await sum(sql);
    if (changes++ === 0) await database.query("UPDATE attendance SET overall_absence = 6 WHERE urn = 100001");
    return [first, await sum(sql)];
  });
  expect(found[0]).toBe(found[1]);
  expect(changes).toBe(database.kind === "pglite" ? 2 : 1);
});

it("reads every school once, one range at a time", async () => {
  const ranges: [number, number][] = [];
  const rows = await readByUrn(database, (first, last) => {
    ranges.push([first, last]);
    return database.query<{ urn: number }>("SELECT urn FROM school WHERE urn BETWEEN $1 AND $2 ORDER BY urn", [
      first,
      last,
    ]);
  });
  expect(rows.map(({ urn }) => urn)).toEqual(Array.from({ length: 4500 }, (_, n) => 100_001 + n));
  expect(ranges).toEqual([
    [0, 102_000],
    [102_001, 104_000],
    [104_001, 2 ** 31 - 1],
  ]);
});
