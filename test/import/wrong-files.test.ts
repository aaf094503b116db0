// A wrong, damaged or cancelled file stores nothing, and the error says why.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import type { ErrorCode } from "../../src/errors.js";
import { type ImportRequest, importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { absenceText, giasText, linksText, write } from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const fails = async (request: ImportRequest, code: ErrorCode, message: RegExp) => {
  await expect(importFiles(database, request)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(await database.query("SELECT name FROM source_file")).toEqual([]);
  expect(await database.query("SELECT urn FROM school")).toEqual([]);
};

const many = Array.from({ length: 6000 }, (_, index) => ({ LinkURN: 200_000 + index }));

describe("a file that stores nothing", () => {
  it("is empty", () => fails({ gias: write("empty.csv", "") }, "WRONG_FILE", /empty\.csv is empty \(0 bytes\)/));

  it("has a header and no rows", () => fails({ gias: write("bare.csv", giasText([])) }, "WRONG_FILE", /no rows below/));

  it("is binary", () =>
    fails({ gias: write("book.xlsx", Buffer.from("PK\u0003\u0004\0\0URN")) }, "WRONG_FILE", /not a CSV text file/));

  it("has other headers: the error lists the missing columns and names the likely file", () =>
    fails(
      { gias: write("links.csv", linksText([{}])) },
      "WRONG_FILE",
      /Missing columns: LA \(code\), .*It looks like a GIAS links file/,
    ));

  it("holds the distances or the standard deviations of similar schools, not the values", async () => {
    const groups = write("groups.csv", "URN,NeighbourURN,Dist,Rank\n100001,100002,0.2,1\n");
    const year = "2025/26";
    await fails(
      { similarSchools: { path: groups, year } },
      "WRONG_FILE",
      /similar schools distances file .*Give the similar schools values file/,
    );
    const neighbours = write("neighbours_list_primary.csv", "urn,neighbour_urn,dist,rank\n100001,100002,0.2,1\n");
    await fails(
      { similarSchools: { path: neighbours, year } },
      "WRONG_FILE",
      /similar schools distances file .*Give the similar schools values file of primary schools/,
    );
    const deviations = write("sd.csv", "RowCount,KS2MRP,PPPerc\n3262,2.5,14.2\n");
    await fails({ similarSchools: { path: deviations, year } }, "WRONG_FILE", /national standard deviations file/);
  });

  it("has two columns of the same name", () =>
    fails(
      { absence: write("twice.csv", absenceText([{}]).replace("sess_authorised_percent", "sess_overall_percent")) },
      "WRONG_FILE",
      /two columns named "sess_overall_percent"/,
    ));

  it("has twice a column that it may lack but that is read", () => {
    const twice = absenceText([{}]).replace("region_name", "sess_authorised_percent");
    return fails({ absence: write("optional.csv", twice) }, "WRONG_FILE", /columns named "sess_authorised_percent"/);
  });

  it("stops in the middle of a row, even after many complete rows", () =>
    fails(
      { links: write("cut.csv", linksText(many).trimEnd().slice(0, -20)) },
      "WRONG_FILE",
      /cut\.csv stops in the middle of line 6001/,
    ));

  it("has a quotation mark that is never closed", () =>
    fails(
      { links: write("quote.csv", `${linksText([{}])}100001,100003,"Oak,Successor,\n`) },
      "WRONG_FILE",
      /line 3: a quotation mark is never closed/,
    ));

  it("does not exist, or is a directory", async () => {
    await fails({ gias: "/nowhere/gias.csv" }, "BAD_ARGUMENT", /there is no such file/);
    await fails({ gias: import.meta.dirname }, "BAD_ARGUMENT", /it is a directory/);
  });

  it("is a device or a pipe, which cannot be read twice", () =>
    fails({ gias: "/dev/null" }, "BAD_ARGUMENT", /give a file, not a pipe/));

  it("is in one request with an empty or wrong file after it", async () => {
    const gias = write("good.csv", giasText([{}]));
    await fails({ gias, links: write("none.csv", "") }, "WRONG_FILE", /none\.csv is empty/);
    await fails({ gias, links: gias }, "WRONG_FILE", /good\.csv is not a GIAS links file/);
  });

  it("is cancelled during the import", async () => {
    const stop = new AbortController();
    const request = { links: write("links.csv", linksText(many)) };
    const importing = importFiles(database, request, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(importing).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await database.query("SELECT name FROM source_file")).toEqual([]);
  });
});

describe("a request", () => {
  it("needs at least one file, and a valid year and date", async () => {
    await fails({}, "BAD_ARGUMENT", /at least one file/);
    const gias = write("gias.csv", giasText([{}]));
    await fails({ gias, released: "April 2026" }, "BAD_ARGUMENT", /write it like 2026-04-01/);
    await fails({ similarSchools: { path: gias, year: "2025/27" } }, "BAD_ARGUMENT", /write it like 2018\/19/);
    const directory = import.meta.dirname;
    await fails({ performanceTables: { directory, year: "2018/19" } }, "BAD_ARGUMENT", /has none of/);
  });

  it("receives progress in bytes, up to the whole file", async () => {
    const path = write("absence.csv", absenceText([{}]));
    const progress: number[] = [];
    await importFiles(database, { absence: path }, { onProgress: ({ done, total }) => progress.push(done / total) });
    expect(progress.at(-1)).toBe(1);
  });
});
