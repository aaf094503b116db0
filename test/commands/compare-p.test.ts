import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, it } from "vitest";
import { kindredHere } from "./kindred.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-compare-p-"));
  await writeFile(join(folder, "table.csv"), "id\n1\n2\n3\n4\n");
  await writeFile(join(folder, "ours.csv"), "id,rank,peer\n1,1,2\n1,2,3\n");
  await writeFile(join(folder, "theirs.csv"), "id,rank,peer\n1,1,4\n1,2,3\n1,3,2\n");
});
afterAll(() => rm(folder, { recursive: true }));

const compare = (...words: string[]) => {
  const lists = ["ours", "theirs"].flatMap((name) => ["--peers", `${name}=${join(folder, `${name}.csv`)}`]);
  const table = ["--table", join(folder, "table.csv"), "--id", "id"];
  return kindredHere(["compare", ...table, ...lists, ...words, "--out", join(folder, "out")]);
};
const written = (file: string) => readFile(join(folder, "out", file), "utf8");

it("measures rank-biased overlap with the p given, in every file", async () => {
  expect(await compare("--p", ".5")).toMatchObject({ code: 0 });
  // X = 0, 1, 2 at p = .5: 1/2 .25 + 2/3 .125 + 2 (ln 2 - .5 - .125 - .125 / 3) = 2 ln 2 - 1.125
  const rboMin = 2 * Math.log(2) - 1.125;
  const [school] = parse(await written("schools.csv"), { columns: true }) as Record<string, string>[];
  expect(Number(school!.rboLow)).toBeCloseTo(rboMin, 15);
  const figures: Record<string, string>[] = parse(await written("figures.csv"), { columns: true });
  expect(Number(figures.find(({ measure }) => measure === "rbo_min")!.value)).toBeCloseTo(rboMin, 15);
  expect(JSON.parse(await written("comparison.json")).request.p).toBe(0.5);
  expect(JSON.parse(await written("manifest.json"))).toMatchObject({ p: 0.5, request: { p: 0.5 } });
  expect(await written("report.html")).toContain("With p = 0.5, ranks 1 to 10 have 100% of it.");
});

it("uses .9 unless another is given, which puts 86% of the weight on ranks 1 to 10", async () => {
  expect(await compare()).toMatchObject({ code: 0 });
  expect(JSON.parse(await written("manifest.json"))).toMatchObject({ p: 0.9, request: { p: 0.9 } });
  expect(await written("report.html")).toContain("With p = 0.9, ranks 1 to 10 have 86% of it.");
});

it.each([
  ["0", /p of rank-biased overlap must be above 0 and below 1, such as 0\.9; not 0\./],
  ["1", /must be above 0 and below 1/],
  ["half", /Give a number, for example 0\.9/],
])("refuses --p %s", async (p, message) => {
  expect(await compare("--p", p)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
});
