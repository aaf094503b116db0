// Newer files supersede, nothing is overwritten, and the order of imports does not matter.
import { dirname } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { operator } from "../../src/access/operator.js";
import type { Database } from "../../src/database/database.js";
import { FactStore } from "../../src/import/fact-store.js";
import type { CircumstancesFact } from "../../src/import/facts.js";
import { type ImportRequest, importFiles } from "../../src/import/import.js";
import { supersede } from "../../src/import/supersession.js";
import { testDatabase } from "../support/database.js";
import {
  absenceText,
  censusText,
  giasText,
  linksText,
  performanceAbsenceText,
  regionsText,
  similarText,
  spineText,
  write,
} from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const tables = (folder: string, name: string, text: string, year = "2018/19") => ({
  performanceTables: { directory: dirname(write(`${folder}/${name}.csv`, text)), year },
});

/** All that readers see, with files by their digest. */
const readState = () =>
  database.query(`
    SELECT 'school' AS what, f.sha256, (to_jsonb(s) - 'file_id')::text AS row FROM school s JOIN source_file f ON f.id = s.file_id
    UNION ALL SELECT 'attendance', f.sha256, (to_jsonb(a) - 'file_id' - 'superseded_by_id')::text || coalesce(by.sha256, '')
      FROM attendance a JOIN source_file f ON f.id = a.file_id LEFT JOIN source_file by ON by.id = a.superseded_by_id
    UNION ALL SELECT 'circumstances', f.sha256, (to_jsonb(c) - 'file_id' - 'superseded_by_id')::text || coalesce(by.sha256, '')
      FROM circumstances c JOIN source_file f ON f.id = c.file_id LEFT JOIN source_file by ON by.id = c.superseded_by_id
    UNION ALL SELECT 'link', f.sha256, (to_jsonb(l) - 'file_id')::text FROM school_link l JOIN source_file f ON f.id = l.file_id
    ORDER BY 1, 2, 3`);

const currentAbsence = () =>
  database.query(
    "SELECT year, overall_absence::float8 AS overall FROM attendance WHERE superseded_by_id IS NULL ORDER BY year",
  );

describe("a newer file", () => {
  it("supersedes by release date, not by import date, and the older figure stays stored", async () => {
    const newer = write("absence20250401.csv", absenceText([{ sess_overall_percent: "5" }]));
    const older = write("absence20240401.csv", absenceText([{ sess_overall_percent: "6" }, { time_period: 202122 }]));
    await importFiles(database, { absence: newer });
    await importFiles(database, { absence: older });
    expect(await currentAbsence()).toEqual([
      { year: "2021/22", overall: 6.67743 },
      { year: "2022/23", overall: 5 },
    ]);
    const [superseded] = await database.query(
      `SELECT a.overall_absence::float8 AS overall, f.name AS by FROM attendance a JOIN source_file f ON f.id = a.superseded_by_id`,
    );
    expect(superseded).toEqual({ overall: 6, by: "absence20250401.csv" });
  });

  it("of links replaces the older links as the current ones", async () => {
    await importFiles(database, { links: write("one.csv", linksText([{}])), released: "2025-01-01" });
    const other = linksText([{ LinkURN: 100003, LinkName: "Ash School" }]);
    await importFiles(database, { links: write("two.csv", other), released: "2025-02-01" });
    expect(await database.query("SELECT link_urn, current FROM school_link ORDER BY link_urn")).toEqual([
      { link_urn: 100002, current: false },
      { link_urn: 100003, current: true },
    ]);
  });

  it("of another kind supersedes when it is more exact: an absence release before performance tables", async () => {
    await importFiles(database, { absence: write("absence.csv", absenceText([{}])), released: "2020-01-01" });
    await importFiles(database, {
      ...tables("later", "england_abs", performanceAbsenceText([{}]), "2022/23"),
      released: "2024-01-01",
    });
    expect(await currentAbsence()).toEqual([{ year: "2022/23", overall: 6.67743 }]);
  });

  it("does not supersede across the census and the similar schools values", async () => {
    await importFiles(database, tables("census", "england_census", censusText([{}]), "2025/26"));
    await importFiles(database, { similarSchools: { path: write("values.csv", similarText([{}])), year: "2025/26" } });
    expect(
      await database.query("SELECT fsm_source FROM circumstances WHERE superseded_by_id IS NULL ORDER BY 1"),
    ).toEqual([{ fsm_source: "PNUMFSMEVER" }, { fsm_source: "PPPerc" }]);
  });
});

describe("a newer file without a figure of the older one", () => {
  it.each(["fsm", "semh", "fundingPerPupil"] as const)("ends %s, and says so", async (figure) => {
    const store = async (id: number, facts: Partial<CircumstancesFact>) => {
      await database.query(
        `INSERT INTO source_file (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
         VALUES ($1, 'performance-census', $2, $2, 1, 'utf-8', $3, 1, 1, 0, '{}')`,
        [id, `${id}.csv`, `2025-01-0${id}`],
      );
      const rows = new FactStore(database, id, false);
      const circumstances = { urn: 100001, year: "2022/23", fsmSource: null, codes: null, roll: "200", ...facts };
      await rows.add({ circumstances }, 2);
      await rows.finish();
      return supersede(database, { id, isNew: true, viewer: operator });
    };
    await store(1, { [figure]: "12.5" });
    expect(await store(2, {})).toMatchObject({ superseded: [{ file: "1.csv", rows: 1 }], ended: 1 });
    expect(await store(3, { [figure]: "0" })).toMatchObject({ superseded: [{ file: "2.csv", rows: 1 }], ended: 0 });
  });
});

describe("the same file again", () => {
  it("changes nothing and reports so, under any name", async () => {
    const text = absenceText([{}, { time_period: 202324, sess_overall_percent: 140 }]);
    const [first] = await importFiles(database, { absence: write("a.csv", text) });
    const before = await readState();
    const [again] = await importFiles(database, { absence: write("b.csv", text) });
    expect(again).toEqual({ ...first, alreadyImported: true });
    expect(await readState()).toEqual(before);
    expect(await database.query("SELECT name FROM source_file")).toEqual([{ name: "a.csv" }]);
  });

  it("takes a new release date, which decides what is current", async () => {
    const undated = write("undated.csv", absenceText([{ sess_overall_percent: "6" }]));
    const newer = write("absence20250401.csv", absenceText([{ sess_overall_percent: "5" }]));
    await importFiles(database, { absence: newer });
    const [late] = await importFiles(database, { absence: undated });
    const rows = [{ file: "absence20250401.csv", released: "2025-04-01", rows: 1 }];
    expect(late).toMatchObject({ releasedBy: "IMPORT", superseded: rows, supersededBy: [] });
    expect(await currentAbsence()).toEqual([{ year: "2022/23", overall: 6 }]);

    const [again] = await importFiles(database, { absence: undated, released: "2024-04-01" });
    expect(again).toMatchObject({ redated: true, releasedBy: "OPTION", superseded: [], supersededBy: rows });
    expect(await currentAbsence()).toEqual([{ year: "2022/23", overall: 5 }]);
    const [unchanged] = await importFiles(database, { absence: undated, released: "2024-04-01" });
    expect(unchanged).toMatchObject({ alreadyImported: true, redated: false });
  });

  it("never supersedes itself when a new release date makes another file of links the current one", async () => {
    await importFiles(database, { links: write("links20250401.csv", linksText([{}])) });
    const other = write("links.csv", linksText([{ LinkURN: 100003, LinkName: "Ash School" }]));
    await importFiles(database, { links: other, replace: true });
    const [again] = await importFiles(database, { links: other, released: "2024-04-01", replace: true });
    const rows = [{ file: "links20250401.csv", released: "2025-04-01", rows: 1 }];
    expect(again).toMatchObject({ redated: true, superseded: [], supersededBy: rows, ended: 0 });
  });

  it("counts as another file for another year", async () => {
    await importFiles(database, tables("y", "england_census", censusText([{}]), "2018/19"));
    const [report] = await importFiles(database, tables("y", "england_census", censusText([{}]), "2019/20"));
    expect(report?.alreadyImported).toBe(false);
    expect(await database.query("SELECT year FROM circumstances ORDER BY year")).toHaveLength(2);
  });
});

describe("the directory", () => {
  it("takes values from the register first and from the performance tables where the register has none", async () => {
    await importFiles(database, tables("spine", "england_spine", spineText([{ ICLOSE: 2, CLOSEDATE: 43465 }])));
    await importFiles(database, { gias: write("gias.csv", giasText([{ EstablishmentName: "Elm Academy" }])) });
    expect(await database.query("SELECT name, status, close_date, postcode, street FROM school")).toEqual([
      { name: "Elm Academy", status: "OPEN", close_date: null, postcode: "NW1 1AA", street: "Elm Road" },
    ]);
  });

  it("takes from the census how a middle school is deemed, in either order of import", async () => {
    const middle = { ISPRIMARY: 1, ISSECONDARY: 1, AGEL: 8, AGEH: 13 };
    await importFiles(database, tables("m1", "england_spine", spineText([middle])));
    const phase = () => database.query("SELECT phase, block FROM school");
    expect(await phase()).toEqual([{ phase: "MIDDLE_DEEMED_PRIMARY", block: "PRIMARY" }]);
    await importFiles(database, tables("m2", "england_census", censusText([{ SCHOOLTYPE: "State-funded secondary" }])));
    expect(await phase()).toEqual([{ phase: "MIDDLE_DEEMED_SECONDARY", block: "SECONDARY" }]);
  });

  it("makes a stub a full school when a directory file names it", async () => {
    await importFiles(database, { links: write("links.csv", linksText([{ LinkURN: 100001, LinkName: "Elm" }])) });
    expect(await database.query("SELECT name, stub FROM school")).toEqual([{ name: "Elm", stub: true }]);
    await importFiles(database, { gias: write("gias.csv", giasText([{}])) });
    expect(await database.query("SELECT name, stub FROM school")).toEqual([{ name: "Elm School", stub: false }]);
  });
});

describe("the order of imports", () => {
  const middle = { URN: 100004, ISPRIMARY: 1, ISSECONDARY: 1, AGEL: 9, AGEH: 13 };
  const dated = (request: ImportRequest, released: string): ImportRequest => ({ ...request, released });
  const requests: ImportRequest[] = [
    dated(
      { gias: write("o/gias1.csv", giasText([{}, { URN: 100003, "GOR (name)": "", "PhaseOfEducation (name)": "" }])) },
      "2025-01-01",
    ),
    dated({ gias: write("o/gias2.csv", giasText([{ EstablishmentName: "Elm", SchoolCapacity: "" }])) }, "2026-01-01"),
    dated({ links: write("o/links1.csv", linksText([{}, { URN: 100005, LinkURN: 100006 }])) }, "2025-01-01"),
    dated({ links: write("o/links2.csv", linksText([{ LinkName: "Oak" }])) }, "2026-01-01"),
    dated({ absence: write("o/abs1.csv", absenceText([{}, { school_urn: 100007, region_name: "x" }])) }, "2025-01-01"),
    dated({ absence: write("o/abs2.csv", absenceText([{ sess_overall_percent: "x" }])) }, "2026-01-01"),
    tables("o1", "england_spine", spineText([{}, { URN: 100002 }, middle])),
    tables("o2", "england_census", censusText([{}, { URN: 100003 }, { URN: 100004 }, { URN: 100007, NOR: 9 }])),
    tables("o3", "england_abs", performanceAbsenceText([{}, { URN: 100008 }]), "2022/23"),
    tables("o4", "la_and_region_codes_meta", regionsText([{ "REGION NAME": "London North" }])),
    { similarSchools: { path: write("o/secondary_values_2026-02.csv", similarText([{}])), year: "2025/26" } },
    {
      similarSchools: {
        path: write("o/secondary_values_2026-05.csv", similarText([{ PStability: 9 }])),
        year: "2025/26",
      },
    },
  ];
  const importInOrder = async (order: readonly ImportRequest[]) => {
    await database.script("TRUNCATE source_file CASCADE");
    for (const request of order) await importFiles(database, request);
    return readState();
  };

  it("changes neither schools nor current rows", async () => {
    const expected = await importInOrder(requests);
    expect(expected.length).toBeGreaterThan(20);
    const orders = fc.shuffledSubarray(requests, { minLength: requests.length });
    const holds = fc.asyncProperty(orders, async (order) => {
      expect(await importInOrder(order)).toEqual(expected);
    });
    await fc.assert(holds, { numRuns: 5, seed: 20_260_401, endOnFailure: true });
  });
});
