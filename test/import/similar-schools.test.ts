// The values of similar schools: a file of secondary and one of primary schools, in the layouts of several releases.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { readCircumstances } from "../../src/import/circumstances.js";
import { importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { type Cells, csv, similarText, write } from "./files.js";

const year = "2025/26";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const imported = async (path: string) => (await importFiles(database, { similarSchools: { path, year } }))[0]!;

const primaryText = (rows: readonly Cells[]) =>
  csv(
    {
      URN: 900_201,
      PPPerc: "36.2",
      Polar4QuintilePupils: "3.55",
      PStability: 78,
      PercentSchSupport: "16.5",
      PercentEAL: "47.2",
      IdaciPupils: "0.2471",
      PercentageStatementOrEhp: "2.34",
      NumberOfPupils: 400,
      ReadMatAverage: "102.2",
      Ks1PriorRwmAverage: "2.84",
    },
    rows,
  );
const many = (first: number): Cells[] => Array.from({ length: 12 }, (_, index) => ({ URN: first + index }));
const current = async (urn: number) => (await readCircumstances(database, "c.urn = ANY($1::int[])", [[urn]]))[0];

describe("files of secondary and of primary schools", () => {
  it("are both current, in either order", async () => {
    const secondary = write("secondary_values_2026-05.csv", similarText(many(900_001)));
    const primary = write("primary_values_2026-05.csv", primaryText(many(900_201)));
    for (const paths of [
      [secondary, primary],
      [primary, secondary],
    ]) {
      await database.script("TRUNCATE source_file CASCADE");
      for (const path of paths) {
        expect(await imported(path)).toMatchObject({ rowsStored: 12, ended: 0, superseded: [], supersededBy: [] });
      }
      expect(await current(900_001)).toMatchObject({ roll: 909, ks2: 103.76, attainment8: 41.5, fsmSource: "PPPerc" });
      expect(await current(900_201)).toMatchObject({ roll: 400, fsm: 36.2, ks2: null, ks2Reading: null });
    }
  });

  it("each give a school that is in both what the other lacks; of the rest the file of secondary schools is used", async () => {
    await imported(write("secondary_values_2026-05.csv", similarText([{ URN: 900_001, PercentEAL: "NA" }])));
    await imported(write("primary_values_2026-05.csv", primaryText([{ URN: 900_001 }])));
    expect(await current(900_001)).toMatchObject({ roll: 909, ks2: 103.76, eal: 47.2, codes: {} });
  });

  it("are recognised by their header, whatever their name", async () => {
    expect(await imported(write("secondary.csv", primaryText([{}])))).toMatchObject({
      kind: "similar-primary-schools",
    });
    expect(await imported(write("primary.csv", similarText([{}])))).toMatchObject({ kind: "similar-schools" });
  });

  it("supersede earlier releases of their own kind: the date of July 2026 has underscores", async () => {
    await imported(write("primary_values_2026-05.csv", primaryText([{}])));
    const folder = new URL("../../src/import/sources/similar-schools/examples/2025-26/", import.meta.url);
    const name = "2026_07_03_matched_primary_schools_data.csv";
    const july = await imported(write(name, readFileSync(new URL(name, folder))));
    expect(july).toMatchObject({
      releasedBy: "NAME",
      superseded: [{ file: "primary_values_2026-05.csv", released: "2026-05-01", rows: 1 }],
    });
    expect(await current(900_201)).toMatchObject({ fsm: 34.9, fsmSource: "percent_fsm_ever" });
  });

  it("are refused without a column: the error has its name in either layout", async () => {
    const text = primaryText([{}]).replace("PPPerc", "Pupils");
    await expect(imported(write("primary_values.csv", text))).rejects.toMatchObject({
      code: "WRONG_FILE",
      message: expect.stringMatching(/of primary schools .*Missing columns: PPPerc or percent_fsm_ever\./),
    });
  });
});
