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

/** The rules that stop the second row from being a peer of the first. */
async function brokenRules(text: string, constraints: object, request: Partial<TableRequest> = {}) {
  const { frame } = await read(text, { columns: [], constraints, ...request });
  return rulesAgainst(frame, 0, 1);
}

describe("reading a table", () => {
  it("reads columns by name, and empty cells as missing", async () => {
    const { frame, ids } = await read("fsm,name,id\n12.5,One,7\n,Two,3\n-1e1,Three,20\n");
    expect(ids).toEqual(["3", "7", "20"]);
    expect([...frame.urn]).toEqual([3, 7, 20]);
    expect([...frame.columns.fsm!]).toEqual([Number.NaN, 12.5, -10]);
    expect(frame.block).toEqual(["ALL", "ALL", "ALL"]);
  });

  it("sorts ids as text if not all are whole numbers", async () => {
    const { frame, ids } = await read("id,fsm\nb,1\n10,2\n9,3\nB,4\n");
    expect(ids).toEqual(["10", "9", "B", "b"]);
    expect([...frame.urn]).toEqual([1, 2, 3, 4]);
  });

  it("accepts Windows-1252, a byte order mark, quotes and any line ends", async () => {
    const { ids } = await read(Buffer.from('id,fsm\r\n"Saint \xe9, 1",5\r\n', "latin1"));
    expect(ids).toEqual(["Saint é, 1"]);
    expect((await read("\ufeffid,fsm\n1,5")).ids).toEqual(["1"]);
  });

  it("counts every row as used, left out or rejected", async () => {
    const text = "id,phase,open,fsm\n1,a,1,5\n2,a,0,x\n3,,1,5\n,a,1,5\n1,a,1,6\n4,a,1,5 %\n5,a,1,1e999\n6,b,1,\n";
    const where = [{ column: "open", value: "1" }];
    const { ids, rows, leftOut, rejected } = await read(text, { block: "phase", where });
    expect(ids).toEqual(["1", "6"]);
    expect(rejected).toEqual([
      { line: 4, column: "phase", value: "", reason: "no block" },
      { line: 5, column: "id", value: "", reason: "no id" },
      { line: 6, column: "id", value: "1", reason: "also the id of line 2" },
      {
        line: 7,
        column: "fsm",
        value: "5 %",
        reason: "not a number; leave it empty if it is missing: it has a per cent sign; write the number without it",
      },
      { line: 8, column: "fsm", value: "1e999", reason: "beyond 1e+100" },
    ]);
    expect(rows).toBe(ids.length + leftOut + rejected.length);
  });

  it("reads the same codes as missing as an import does, and NA as missing text", async () => {
    const text = "id,phase,trust,fsm\n1,S,c,SUPP\n2,S,NA,NA\n3,S,NA,-\n4,NA,c,5\nNA,S,c,5\n";
    const { frame, rejected } = await read(text, { block: "phase", constraints: { same: ["trust"] } });
    expect([...frame.columns.fsm!]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(rulesAgainst(frame, 1, 2)).toEqual(["trust"]);
    expect(rejected.map(({ reason }) => reason)).toEqual(["no block", "no id"]);
  });

  it("accepts ids and conditions in any notation for numbers", async () => {
    const text = "id,open,fsm\n900121.0,1.0,1\n1e+05,1,2\n900122,0.0,3\n900121,1,4\n";
    const { ids, leftOut, rejected } = await read(text, { where: [{ column: "open", value: "1" }] });
    expect(ids).toEqual(["100000", "900121"]);
    expect(leftOut).toBe(1);
    expect(rejected).toMatchObject([{ line: 5, reason: "also the id of line 2" }]);
  });

  it("keeps ids as written if one is text", async () => {
    expect((await read("id,fsm\n1.0,1\nB,2\n")).ids).toEqual(["1.0", "B"]);
  });

  it("rejects a row with another number of cells, and skips blank rows", async () => {
    const { ids, rows, rejected } = await read("id,name,fsm\n1,Smith, John,5\n2,Elm,6\n3\n,,\n");
    expect(ids).toEqual(["2"]);
    expect(rows).toBe(3);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "4 cells, but the header has 3"],
      [4, "1 cells, but the header has 3"],
    ]);
  });

  it.each([
    ["semicolons and an extra one at the end", "sep=;\nid;fsm;\n1;2.5;\n"],
    ["tabs", "id\tfsm\n1\t2.5\n"],
    ["an extra comma in every row", "id,fsm\n1,2.5,\n"],
  ])("accepts a file saved with %s", async (_, text) => {
    expect([...(await read(text)).frame.columns.fsm!]).toEqual([2.5]);
  });

  it("explains what is wrong with a number that has a comma", async () => {
    const { rejected } = await read("id;fsm\n1;7,2\n2;7.2\n");
    expect(rejected).toMatchObject([
      { line: 2, reason: expect.stringContaining("it has a comma, which may mean thousands or decimals") },
    ]);
  });

  it("numbers the words of a category column", async () => {
    const columns: ColumnUse[] = [{ column: "race", missing: "ignored", role: "category" }];
    const { frame } = await read("id,race\n1,black\n2,white\n3,black\n4,\n", { columns });
    expect([...frame.columns.race!]).toEqual([1, 2, 1, Number.NaN]);
  });

  it("needs one of the columns that a strategy learns from, and reads the others as missing", async () => {
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
    ["id,fsm\n1,2\n", { id: "urn" }, 'no column "urn", which the id needs. It has id, fsm.'],
    ["id,fsm\n1,2\n", { block: "phase" }, 'no column "phase", which the block needs'],
    ["id,eal\n1,2\n", {}, 'no column "fsm", which the strategy needs'],
    ["id,fsm\n1,2\n", { where: [{ column: "open", value: "1" }] }, 'no column "open", which a condition needs'],
    ["id,fsm\n1,2\n", { constraints: { notSame: ["trust"] } }, 'no column "trust", which a constraint needs'],
    ["id,fsm\n1,2\n", { constraints: { maxKm: 3 } }, 'no column "easting", which maxKm needs'],
    ["id,fsm\n1,2\n", { constraints: { maxkm: 3 } }, "constraints at maxkm"],
    ["id,fsm,fsm\n1,2,3\n", {}, 'two columns "fsm"'],
    [
      "id,fsm\n1,?\n",
      {},
      "no rows to match: of 1 row, 0 left out by the conditions and 1 rejected. First rejected row: line 2",
    ],
    ["", {}, "is empty"],
    ['id,fsm\n"1,2\n', {}, "never closed"],
  ])("rejects %j %j with what to do", async (text, request, message) => {
    await expect(read(text, request)).rejects.toThrow(message);
  });
});

describe("a table's constraints", () => {
  it("are columns in which peers must match or differ; an empty cell matches none", async () => {
    const text = "id,trust,region\n1,T,North\n2,T,North\n";
    expect(await brokenRules(text, {})).toEqual([]);
    expect(await brokenRules(text, { notSame: ["trust"], same: ["region"] })).toEqual(["trust"]);
    expect(await brokenRules("id,trust\n1,T\n2,t\n", { same: ["trust"] })).toEqual(["trust"]);
    expect(await brokenRules("id,trust\n1,\n2,\n", { notSame: ["trust"] })).toEqual([]);
    expect(await brokenRules("id,trust\n1,\n2,\n", { same: ["trust"] })).toEqual(["trust"]);
    expect(await brokenRules("id,trust\n1,0\n2,0\n", { notSame: ["trust"] })).toEqual(["trust"]);
  });

  it("limit kilometres by easting and northing in metres; unknown is never within", async () => {
    const places = "id,easting,northing\n1,400000,200000\n2,403000,204000\n3,,204000\n";
    expect(await brokenRules(places, { maxKm: 5 })).toEqual([]);
    expect(await brokenRules(places, { maxKm: 4.9 })).toEqual(["withinKm"]);
    expect(await brokenRules("id,easting,northing\n1,1,1\n2,,1\n", { maxKm: 1e6 })).toEqual(["withinKm"]);
  });
});
