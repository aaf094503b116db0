// Comparisons of runs with the run that fed targets: near twins are found to be alike, and no school is named.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Measure, measureTwins } from "../../bench/separation/measure.js";
import { tableOf } from "../../bench/separation/table.js";
import type { Database } from "../../src/database/database.js";
import { department, viewerOf } from "../targets/world.js";
import { draftedWorld, peers } from "./world.js";

let database: Database;
let setId: string;
let measures: readonly Measure[];
const measured = (name: string) => measures.find((measure) => measure.name === name)!;
beforeAll(async () => {
  ({ database, setId } = await draftedWorld());
  ({ measures } = await measureTwins(database, department, { setId, packages: [] }, () => undefined));
}, 120_000);
afterAll(() => database.close());

it.each([10, 19, 21])(`reports full overlap of lists of %i and ${peers} peers, because one contains the other`, (k) => {
  expect(measured(`k = ${k}`).overlap).toBe(1);
});

it.each([40, 60])("reports no overlap of lists of %i peers, because the block has no more schools", (k) => {
  expect(measured(`k = ${k}`).overlap).toBe(0);
});

it("finds that a longer list gives every target, but a shorter one does not", () => {
  expect(measured("k = 21").exact).toBe(1);
  expect(measured("k = 10").exact).toBeLessThan(1);
});

it("measures every strategy, changed weights, and one constraint more or less", () => {
  const names = measures.map(({ name }) => name);
  const some = [
    "rule-bands",
    "weight of fsm + 10%",
    "equal weights",
    "sameRegion: true",
    "selectiveWithSelective: false",
  ];
  expect(names).toEqual(expect.arrayContaining([...some, "withinKm: 100"]));
});

it("stores no run", async () => {
  expect(await database.query("SELECT DISTINCT strategy FROM run ORDER BY strategy")).toEqual([
    { strategy: "nearest-neighbour" },
    { strategy: "rule-bands" },
  ]);
});

it("shows no block with fewer than ten schools and no URN", () => {
  const table = tableOf(measures);
  expect(table).toMatch(/another run +\| +secondary \| +all \|/);
  expect(table).not.toMatch(/100[01]\d\d/);
});

it("requires a viewer who may govern", async () => {
  const attempt = measureTwins(database, viewerOf("ANALYST"), { setId, packages: [] }, () => undefined);
  await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND" });
});
