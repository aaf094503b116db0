import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { readSchoolsInYear, type SchoolInYear } from "../../src/population/school-in-year.js";
import { testDatabase } from "../support/database.js";
import { insertWorld, type WorldLink, type WorldSchool } from "./world.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const years = { baseYear: "2022/23" };

async function readSchool(urn: number, schools: WorldSchool[], links: WorldLink[] = []): Promise<SchoolInYear> {
  await insertWorld(database, schools, links);
  return (await readSchoolsInYear(database, years)).schools.get(urn)!;
}

describe("a school is open in the base year", () => {
  const cases: [string, boolean, Omit<WorldSchool, "urn">][] = [
    ["with a figure, although it has closed since", true, { status: "CLOSED", absence: { "2022/23": "7.1" } }],
    ["with a suppressed figure", true, { status: "CLOSED", absence: { "2022/23": "c" } }],
    ["in that year's census", true, { status: "CLOSED", census: { "2022/23": { roll: 9 } } }],
    ["by the register, without other records", true, { openDate: "2023-08-31" }],
    ["by the register, closed during the year", true, { status: "CLOSED", closeDate: "2022-09-01" }],
    ["not with only a code for no figure", false, { status: "CLOSED", absence: { "2022/23": "x" } }],
    ["not before it opened", false, { openDate: "2023-09-01", absence: { "2022/23": "x" } }],
    ["not after it closed", false, { status: "CLOSED", closeDate: "2022-08-31" }],
    ["not when it closed on an unknown date", false, { status: "CLOSED" }],
    ["not when it is only proposed", false, { status: "PROPOSED_TO_OPEN" }],
    ["not by the census of another year", false, { status: "CLOSED", census: { "2021/22": { roll: 9 } } }],
  ];
  it.each(cases)("%s", async (_, open, school) => {
    expect((await readSchool(100001, [{ urn: 100001, ...school }])).openInBaseYear).toBe(open);
  });

  it("not before the date on which it replaced another, when the register has no date", async () => {
    const school = await readSchool(
      100002,
      [{ urn: 100001, absence: { "2022/23": "7" } }, { urn: 100002 }],
      [[100002, 100001, "Predecessor", "2024-01-01"]],
    );
    expect(school).toMatchObject({ opened: "2024-01-01", openInBaseYear: false, inheritsFrom: 100001 });
  });
});

describe("figures", () => {
  it("are of the base year and the two before, with code, file and line, and never of the closed years", async () => {
    await insertWorld(database, [
      { urn: 100001, absence: { "2022/23": "7.12345", "2021/22": "x", "2020/21": "1", "2019/20": "1" } },
    ]);
    const { schools } = await readSchoolsInYear(database, years);
    expect(schools.get(100001)?.figures).toEqual([
      {
        year: "2022/23",
        attendance: "92.876550",
        code: null,
        fileId: 3,
        line: 2,
      },
      {
        year: "2021/22",
        attendance: null,
        code: "x",
        fileId: 3,
        line: 2,
      },
      null,
    ]);
    const earlier = await readSchoolsInYear(database, { baseYear: "2020/21" });
    expect(earlier.schools.get(100001)?.figures).toEqual([null, null, null]);
  });

  it("of a superseded file are ignored", async () => {
    await insertWorld(database, [{ urn: 100001, absence: { "2022/23": "7" } }]);
    await database.query("UPDATE attendance SET superseded_by_id = 4");
    expect((await readSchoolsInYear(database, years)).schools.get(100001)?.figures[0]).toBeNull();
  });
});

describe("circumstances", () => {
  it("come from the census first, and from the similar schools file when the census has none", async () => {
    const school = await readSchool(100001, [
      {
        urn: 100001,
        census: { "2022/23": { roll: 200 } },
        similar: { "2022/23": { roll: 210, fsm: "30.5", idaci: "0.2" } },
      },
    ]);
    expect(school.circumstances).toMatchObject({ roll: 200, fsm: 30.5, fsmSource: "PPPerc", idaci: 0.2, eal: null });
    expect(school.pupils).toBe(200);
  });

  it("are of the requested year, but the roll is of the base year first", async () => {
    await insertWorld(database, [
      { urn: 100001, census: { "2022/23": { roll: 200, fsm: "10" } }, similar: { "2025/26": { fsm: "20" } } },
      { urn: 100002, registerPupils: 90 },
    ]);
    const { schools } = await readSchoolsInYear(database, { ...years, circumstancesYear: "2025/26" });
    expect(schools.get(100001)).toMatchObject({ circumstances: { fsm: 20, roll: null }, pupils: 200 });
    expect(schools.get(100002)).toMatchObject({ circumstances: null, pupils: 90 });
  });
});

describe("a baseline is inherited", () => {
  const withFigure = { absence: { "2022/23": "7" } };

  it("from the only ordinary predecessor, when it has a figure", async () => {
    const schools = [{ urn: 100001, ...withFigure }, { urn: 100002 }];
    const successor = await readSchool(100002, schools, [[100001, 100002, "Successor"]]);
    expect(successor).toMatchObject({ inheritsFrom: 100001, mergedFrom: [] });
  });

  it("from all schools that merged into it, when each has a figure", async () => {
    const schools = [{ urn: 100001, ...withFigure }, { urn: 100002, ...withFigure }, { urn: 100003 }];
    const successor = await readSchool(100003, schools, [
      [100003, 100001, "Predecessor - amalgamated"],
      [100003, 100002, "Predecessor - merged"],
    ]);
    expect(successor).toMatchObject({ inheritsFrom: null, mergedFrom: [100001, 100002] });
  });

  it.each<[string, WorldSchool[], WorldLink[]]>([
    ["it has its own figure", [{ urn: 100003, ...withFigure }], [[100003, 100001, "Predecessor"]]],
    ["its predecessor was split", [{ urn: 100003 }], [[100003, 100001, "Predecessor - Split School"]]],
    [
      "another continues its predecessor too",
      [{ urn: 100003 }],
      [
        [100003, 100001, "Predecessor"],
        [100001, 100004, "Successor"],
      ],
    ],
    [
      "two ordinary predecessors leave it unclear",
      [{ urn: 100003 }],
      [
        [100003, 100001, "Predecessor"],
        [100003, 100002, "Predecessor"],
      ],
    ],
    [
      "the two continue each other",
      [{ urn: 100003 }],
      [
        [100003, 100001, "Predecessor"],
        [100001, 100003, "Predecessor"],
      ],
    ],
    ["its predecessor has no figure", [{ urn: 100003 }], [[100003, 100005, "Predecessor"]]],
    [
      "one of those that merged has no figure",
      [{ urn: 100003 }],
      [
        [100003, 100001, "Predecessor - merged"],
        [100003, 100005, "Predecessor - merged"],
      ],
    ],
  ])("from no school when %s", async (_, schools, links) => {
    const predecessors = [
      { urn: 100001, ...withFigure },
      { urn: 100002, ...withFigure },
    ];
    const school = await readSchool(100003, [...predecessors, ...schools], links);
    expect(school).toMatchObject({ inheritsFrom: null, mergedFrom: [] });
  });
});
