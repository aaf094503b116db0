import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { testDatabase } from "../support/database.js";
import { type Ask, buildCountry, serve } from "./world.js";

let database: Database;
let ask: Ask;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  ({ ask } = serve(database));
});
afterAll(() => database.close());

it("returns fields in the requested order, however long each takes", async () => {
  const query =
    "{ strategies { name } slow: schools(first: 5) { totalCount nodes { urn } } viewer { role } quick: __typename }";
  const { text } = await ask(query);
  const { data } = JSON.parse(text);
  expect(Object.keys(data)).toEqual(["strategies", "slow", "viewer", "quick"]);
  expect(Object.keys(data.slow)).toEqual(["totalCount", "nodes"]);
});
