// Attendance has one definition: a column that the database calculates and that all code reads.
import { Decimal } from "decimal.js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "../../src/database/bulk.js";
import type { Database } from "../../src/database/database.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { readSchoolsInYear } from "../../src/population/school-in-year.js";
import { baselineOf } from "../../src/targets/baseline.js";
import { examplePolicy } from "../../src/targets/policy.js";
import { findSchools } from "../schools/find.js";
import { serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import { insertWorld } from "./world.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const year = "2022/23";

describe("attendance", () => {
  beforeEach(() =>
    insertWorld(database, [
      { urn: 100001, absence: { [year]: "5.39986" } },
      { urn: 100002, absence: { [year]: "5.39985" } },
      { urn: 100003, absence: { [year]: "0" } },
    ]),
  );

  it("is the same figure in the API, in sorting, in a population and in a baseline, from sessions where they are published", async () => {
    await database.query(
      "UPDATE attendance SET possible_sessions = 281100, absent_sessions = 15179 WHERE urn = 100001",
    );
    const { data } = await serve(database).ask("{ school(urn: 100001) { attendance { attendance overallAbsence } } }");
    expect(data.school.attendance).toEqual([{ attendance: 94.600142, overallAbsence: 5.39986 }]);

    const page = { order: "ATTENDANCE", descending: true, inverted: false, limit: 3 } as const;
    expect(await findSchools(database, {}, page)).toEqual([100003, 100002, 100001]);

    const { urn, columns } = await findOrFreeze(database, { baseYear: year });
    expect(columns.attendance[urn.indexOf(100001)]).toBe(94.600142);

    const schoolsInYear = await readSchoolsInYear(database, { baseYear: year });
    const school = schoolsInYear.schools.get(100001)!;
    expect(baselineOf(school, schoolsInYear, examplePolicy)?.value.toFixed()).toBe("94.600142");
  });

  it("is null everywhere when no session was possible, whatever percentage is published", async () => {
    await database.query("UPDATE attendance SET possible_sessions = 0, absent_sessions = 0 WHERE urn = 100003");
    const { data } = await serve(database).ask("{ school(urn: 100003) { attendance { attendance } } }");
    expect(data.school.attendance).toEqual([{ attendance: null }]);
    const schoolsInYear = await readSchoolsInYear(database, { baseYear: year });
    expect(baselineOf(schoolsInYear.schools.get(100003)!, schoolsInYear, examplePolicy)).toBeNull();
  });

  it("is exact: rounded half up at six places for any numbers of sessions", async () => {
    const random = (from: number, to: number, at: number) => from + ((at * 7_919) % (to - from + 1));
    const counts = Array.from({ length: 2_000 }, (_, at) => {
      const possible = random(1, at % 2 ? 900 : 20_000_000, at * 31 + 1);
      return { possible, absent: random(0, possible, at * 17) };
    });
    await insertRows(
      database,
      "attendance",
      { urn: "int", year: "text", file_id: "int", line: "int", possible_sessions: "int", absent_sessions: "int" },
      counts.map(({ possible, absent }, at) => ({
        urn: 200_000 + at,
        year,
        file_id: 1,
        line: at,
        possible_sessions: possible,
        absent_sessions: absent,
      })),
    );
    const rows = await database.query<{ attendance: string }>(
      "SELECT attendance::text FROM attendance WHERE urn >= 200000 ORDER BY urn",
    );
    const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
    expect(rows.map(({ attendance }) => attendance)).toEqual(
      counts.map(({ possible, absent }) => new Exact(possible - absent).times(100).div(possible).toFixed(6)),
    );
  });
});
