// Two files of one year give one entry, each figure with its source row. Populations have the same figures.
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { readSchoolsInYear } from "../../src/population/school-in-year.js";
import { absenceText, censusText, similarText, write } from "../import/files.js";
import { serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

const year = "2025/26";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  const census = write(
    "census/england_census.csv",
    censusText([{}, { URN: 100002, PNUMFSMEVER: "NA", PSENELK: "NP" }, { URN: 100003, PNUMFSMEVER: "NA" }]),
  );
  const similar = write(
    "secondary_values_2026-05.csv",
    similarText([
      { PPPerc: "16.19", KS2MRP: "NA" },
      { URN: 100002, PPPerc: "20.5", PercentSchSupport: "NA" },
    ]),
  );
  const absence = write("absence.csv", absenceText([{ time_period: 202526 }]));
  await importFiles(database, {
    absence,
    performanceTables: { directory: dirname(census), year },
    similarSchools: { path: similar, year },
  });
});
afterAll(() => database.close());

const ask = async (urn: number) => {
  const { data } = await serve(database).ask(`{ school(urn: ${urn}) { circumstances {
    year fsm fsmSource idaci roll senSupport keyStage2
    missing { figure code } sources { figure source { file line } } source { file }
  } } }`);
  return data.school.circumstances;
};
const fileOf = (sources: { figure: string; source: { file: string } }[], name: string) =>
  sources.find(({ figure }) => figure === name)?.source.file;

describe("circumstances of a year with two files", () => {
  it("are one entry: the census takes precedence, and the other file supplies what it lacks", async () => {
    const [entry, ...more] = await ask(100001);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ year, fsm: 16.2, fsmSource: "PNUMFSMEVER", roll: 285, idaci: 0.269789 });
    expect(fileOf(entry.sources, "fsm")).toBe("england_census.csv");
    expect(fileOf(entry.sources, "idaci")).toBe("secondary_values_2026-05.csv");
    expect(entry.source).toEqual({ file: "england_census.csv" });
  });

  it("take FSM from the other file if the census has a code, and do not report FSM as missing", async () => {
    const [entry] = await ask(100002);
    expect(entry).toMatchObject({ fsm: 20.5, fsmSource: "PPPERC" });
    expect(fileOf(entry.sources, "fsm")).toBe("secondary_values_2026-05.csv");
    expect(entry.missing).toEqual([{ figure: "senSupport", code: "NP" }]);
  });

  it("report a figure that no file has as missing, by the name of its field", async () => {
    const [first] = await ask(100001);
    expect(first).toMatchObject({ keyStage2: null, missing: [{ figure: "keyStage2", code: "NA" }] });
    const [third] = await ask(100003);
    expect(third.missing).toContainEqual({ figure: "fsm", code: "NA" });
    expect(
      third.sources.every(({ source }: { source: { file: string } }) => source.file === "england_census.csv"),
    ).toBe(true);
  });

  it("are the figures that runs compare schools by", async () => {
    const { schools } = await readSchoolsInYear(database, { baseYear: year });
    expect(schools.get(100001)?.circumstances).toMatchObject({ fsm: 16.2, idaci: 0.269789, inCensus: true });
    expect(schools.get(100002)?.circumstances).toMatchObject({ fsm: 20.5, fsmSource: "PPPerc" });
  });
});
