import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rulesAgainst } from "../../src/matching/frame.js";
import type { ColumnUse } from "../../src/strategy/contract.js";
import { readTable, type TableRequest } from "../../src/table/table.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-table-"));
});
afterAll(() => rm(folder, { recursive: true }));

const fsm: ColumnUse = { column: "fsm", missing: "required" };

async function read(text: string | Buffer, request: Partial<TableRequest> = {}) {
  const path = join(folder, "table.csv");
  await writeFile(path, text);
  return readTable({ path, id: "id", where: [], columns: [fsm], ...request });
}

/** Whether the second row may be a peer of the first, and what is against it. */
async function against(text: string, constraints: object, request: Partial<TableRequest> = {}) {
  const { frame } = await read(text, { columns: [], constraints, ...request });
  return rulesAgainst(frame, 0, 1);
}

describe("a table", () => {
  it("is read by the names of its columns, an empty cell being missing", async () => {
    const { frame, ids } = await read("fsm,name,id\n12.5,One,7\n,Two,3\n-1e1,Three,20\n");
    expect(ids).toEqual(["3", "7", "20"]);
    expect([...frame.urn]).toEqual([3, 7, 20]);
    expect([...frame.columns.fsm!]).toEqual([Number.NaN, 12.5, -10]);
    expect(frame.block).toEqual(["ALL", "ALL", "ALL"]);
  });

  it("is ordered by ids as words where not all are whole numbers", async () => {
    const { frame, ids } = await read("id,fsm\nb,1\n10,2\n9,3\nB,4\n");
    expect(ids).toEqual(["10", "9", "B", "b"]);
    expect([...frame.urn]).toEqual([1, 2, 3, 4]);
  });

  it("may be in Windows-1252, with a mark, quotes and any line ends", async () => {
    const { ids } = await read(Buffer.from('id,fsm\r\n"Saint \xe9, 1",5\r\n', "latin1"));
    expect(ids).toEqual(["Saint é, 1"]);
    expect((await read("\ufeffid,fsm\n1,5")).ids).toEqual(["1"]);
  });

  it("loses no row: used, left out and rejected ones make all", async () => {
    const text = "id,phase,open,fsm\n1,a,1,5\n2,a,0,x\n3,,1,5\n,a,1,5\n1,a,1,6\n4,a,1,5 %\n5,a,1,1e999\n6,b,1,\n";
    const where = [{ column: "open", value: "1" }];
    const { ids, rows, leftOut, rejected } = await read(text, { block: "phase", where });
    expect(ids).toEqual(["1", "6"]);
    expect(rejected).toEqual([
      { line: 4, column: "phase", value: "", reason: "no block" },
      { line: 5, column: "id", value: "", reason: "no id" },
      { line: 6, column: "id", value: "1", reason: "the id of line 2 too" },
      {
        line: 7,
        column: "fsm",
        value: "5 %",
        reason: "not a number; leave it empty where it is missing: it has a per cent sign; write the number without it",
      },
      { line: 8, column: "fsm", value: "1e999", reason: "beyond 1e+100" },
    ]);
    expect(rows).toBe(ids.length + leftOut + rejected.length);
  });

  it("has missing figures where an import has them, and NA for a missing word", async () => {
    const text = "id,phase,trust,fsm\n1,S,c,SUPP\n2,S,NA,NA\n3,S,NA,-\n4,NA,c,5\nNA,S,c,5\n";
    const { frame, rejected } = await read(text, { block: "phase", constraints: { same: ["trust"] } });
    expect([...frame.columns.fsm!]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(rulesAgainst(frame, 1, 2)).toEqual(["trust"]);
    expect(rejected.map(({ reason }) => reason)).toEqual(["no block", "no id"]);
  });

  it("has ids and conditions that are numbers in any of the ways in which programs write them", async () => {
    const text = "id,open,fsm\n900121.0,1.0,1\n1e+05,1,2\n900122,0.0,3\n900121,1,4\n";
    const { ids, leftOut, rejected } = await read(text, { where: [{ column: "open", value: "1" }] });
    expect(ids).toEqual(["100000", "900121"]);
    expect(leftOut).toBe(1);
    expect(rejected).toMatchObject([{ line: 5, reason: "the id of line 2 too" }]);
  });

  it("keeps ids as they are written where one is a word", async () => {
    expect((await read("id,fsm\n1.0,1\nB,2\n")).ids).toEqual(["1.0", "B"]);
  });

  it("rejects a row of another number of cells, and passes over blank ones", async () => {
    const { ids, rows, rejected } = await read("id,name,fsm\n1,Smith, John,5\n2,Elm,6\n3\n,,\n");
    expect(ids).toEqual(["2"]);
    expect(rows).toBe(3);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "4 cells where the header has 3"],
      [4, "1 cells where the header has 3"],
    ]);
  });

  it.each([
    ["semicolons and a comma too many", "sep=;\nid;fsm;\n1;2.5;\n"],
    ["tabs", "id\tfsm\n1\t2.5\n"],
    ["a comma too many in every row", "id,fsm\n1,2.5,\n"],
  ])("may be saved with %s", async (_, text) => {
    expect([...(await read(text)).frame.columns.fsm!]).toEqual([2.5]);
  });

  it("says what is wrong with a number that has a comma", async () => {
    const { rejected } = await read("id;fsm\n1;7,2\n2;7.2\n");
    expect(rejected).toMatchObject([
      { line: 2, reason: expect.stringContaining("it has a comma, which may mean thousands or decimals") },
    ]);
  });

  it("has words where a strategy compares them for being equal alone", async () => {
    const columns: ColumnUse[] = [{ column: "race", missing: "ignored", role: "category" }];
    const { frame } = await read("id,race\n1,black\n2,white\n3,black\n4,\n", { columns });
    expect([...frame.columns.race!]).toEqual([1, 2, 1, Number.NaN]);
  });

  it("needs one of the columns that a strategy learns from, and takes the others as missing", async () => {
    const outcome = { missing: "ignored", role: "outcome" } as const;
    const columns: ColumnUse[] = [
      { column: "attendance", ...outcome },
      { column: "attendanceYearBefore", ...outcome },
    ];
    const { frame } = await read("id,attendanceYearBefore\n1,95\n", { columns });
    expect(frame.columns).toEqual({
      attendance: Float64Array.of(Number.NaN),
      attendanceYearBefore: Float64Array.of(95),
    });
    await expect(read("id,fsm\n1,2\n", { columns })).rejects.toThrow('no column "attendance", which the strategy');
  });

  it.each<[string, Partial<TableRequest>, string]>([
    ["id,fsm\n1,2\n", { id: "urn" }, 'no column "urn", which the id asks for. It has id, fsm.'],
    ["id,fsm\n1,2\n", { block: "phase" }, 'no column "phase", which the block asks for'],
    ["id,eal\n1,2\n", {}, 'no column "fsm", which the strategy asks for'],
    ["id,fsm\n1,2\n", { where: [{ column: "open", value: "1" }] }, 'no column "open", which a condition asks for'],
    ["id,fsm\n1,2\n", { constraints: { notSame: ["trust"] } }, 'no column "trust", which a constraint asks for'],
    ["id,fsm\n1,2\n", { constraints: { maxKm: 3 } }, 'no column "easting", which maxKm asks for'],
    ["id,fsm\n1,2\n", { constraints: { maxkm: 3 } }, "constraints at maxkm"],
    ["id,fsm,fsm\n1,2,3\n", {}, 'two columns "fsm"'],
    [
      "id,fsm\n1,?\n",
      {},
      "no row to match: of 1 rows 0 are left out by the conditions and 1 are rejected. The first: line 2",
    ],
    ["", {}, "is empty"],
    ['id,fsm\n"1,2\n', {}, "never closed"],
  ])("is refused with what to do: %j %j", async (text, request, message) => {
    await expect(read(text, request)).rejects.toThrow(message);
  });
});

describe("a table's constraints", () => {
  it("are columns in which peers have the same, or differ; an empty cell is like none", async () => {
    const text = "id,trust,region\n1,T,North\n2,T,North\n";
    expect(await against(text, {})).toEqual([]);
    expect(await against(text, { notSame: ["trust"], same: ["region"] })).toEqual(["trust"]);
    expect(await against("id,trust\n1,T\n2,t\n", { same: ["trust"] })).toEqual(["trust"]);
    expect(await against("id,trust\n1,\n2,\n", { notSame: ["trust"] })).toEqual([]);
    expect(await against("id,trust\n1,\n2,\n", { same: ["trust"] })).toEqual(["trust"]);
    expect(await against("id,trust\n1,0\n2,0\n", { notSame: ["trust"] })).toEqual(["trust"]);
  });

  it("are kilometres by easting and northing in metres, and unknown is never within", async () => {
    const places = "id,easting,northing\n1,400000,200000\n2,403000,204000\n3,,204000\n";
    expect(await against(places, { maxKm: 5 })).toEqual([]);
    expect(await against(places, { maxKm: 4.9 })).toEqual(["withinKm"]);
    expect(await against("id,easting,northing\n1,1,1\n2,,1\n", { maxKm: 1e6 })).toEqual(["withinKm"]);
  });
});
