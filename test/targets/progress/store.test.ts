import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { everySchool, type Viewer } from "../../../src/access/viewer.js";
import type { Database } from "../../../src/database/database.js";
import { usualHalfTerms } from "../../../src/submissions/half-terms/table.js";
import { progressOf } from "../../../src/submissions/progress/store.js";
import { againstTargets, chancesOf } from "../../../src/targets/progress/against-target.js";
import { backTestBlock } from "../../../src/targets/progress/back-test.js";
import { drawSchools } from "../../../src/targets/progress/draw.js";
import { useOfCodesOf } from "../../../src/targets/progress/use-of-codes.js";
import { testDatabase } from "../../support/database.js";
import { department, viewerOf } from "../world.js";
import { earlierYear, firstHalfTerm, layTargets, submitted, urns } from "./world.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await layTargets(database);
});
afterAll(() => database.close());
beforeEach(() => database.script("TRUNCATE submission, school_half_terms, audit_entry"));

const options = { halfTerms: usualHalfTerms };
const school = urns[0]!;
const grants = (...capabilities: ("TARGETS" | "ATTENDANCE")[]) => ({
  grants: capabilities.map((capability) => ({ ...everySchool, capability, urn: school })),
});
const progress = async (viewer: Viewer = department, ...of: number[]) =>
  progressOf(database, viewer, of.length > 0 ? of : [school], options);
const audit = () => database.query("SELECT subject, urns FROM audit_entry ORDER BY subject");

describe("progress", () => {
  it("is read with its history, and audited", async () => {
    await submitted(database, [
      ...earlierYear(school, [90, 92, 92, 92, 92, 92]).slice(1),
      ...earlierYear(school, [90], { revision: 1, current: false }).slice(0, 1),
      ...earlierYear(school, [99], { revision: 2, asAt: "2022-12-01" }).slice(0, 1),
      firstHalfTerm(school, 94),
    ]);
    const [own] = await progress();
    // The correction to 99 was read six weeks later.
    expect(own).toMatchObject({ year: "2023/24", toDate: { attendance: "94.000000", earlier: "90.000000" } });
    expect(own?.toDate).toMatchObject({ verifiable: false, ageOfData: 0, to: "2023-10-20" });
    expect(await audit()).toEqual([{ subject: "attendance", urns: [school] }]);
  });

  it("has the latest year with a period that is not withdrawn, or the one that is asked for", async () => {
    await submitted(database, [
      ...earlierYear(school, [90, 92, 92, 92, 92, 92]),
      firstHalfTerm(school, 94, { current: false }),
      firstHalfTerm(school, 0, { revision: 2, withdrawn: true }),
    ]);
    expect((await progress())[0]).toMatchObject({ year: "2022/23", noPoint: "NO_EARLIER_YEAR" });
    expect(await progressOf(database, department, [school], { ...options, year: "2023/24" })).toEqual([null]);
  });

  it("is by the school's own half terms, of each year", async () => {
    await submitted(database, [...earlierYear(school, [90, 92, 92, 92, 92, 92]), firstHalfTerm(school, 94)]);
    const own = ["08-01", "09-01", "10-01"].map((day) => `2023-${day}`);
    const begins = `{${[...own, "2024-01-01", "2024-02-01", "2024-03-01"].join()}}`;
    await database.query("INSERT INTO school_half_terms VALUES ($1, '2023/24', $2::date[])", [school, begins]);
    expect((await progress())[0]?.halfTerms).toMatchObject([{ halfTerm: 2 }]);
    await database.query("UPDATE school_half_terms SET year = '2022/23', begins = $1::date[]", [
      `{${["2022-08-01", "2022-08-02", "2022-08-03", "2022-08-04", "2022-08-05", "2022-08-06"].join()}}`,
    ]);
    expect((await progress())[0]).toMatchObject({ noPoint: "EARLIER_YEAR_INCOMPLETE" });
  });

  it("is null for a viewer without the capability, and for a school that submitted nothing", async () => {
    await submitted(database, [firstHalfTerm(school, 94), firstHalfTerm(urns[1]!, 94)]);
    const two = [school, urns[1]!];
    const seen = async (viewer: Viewer) => (await progress(viewer, ...two)).map((row) => row?.urn ?? null);
    expect(await seen(viewerOf("SCHOOL", { urn: school }))).toEqual([school, null]);
    expect(await seen(viewerOf("MIS_VENDOR", grants("ATTENDANCE")))).toEqual([school, null]);
    expect(await seen(viewerOf("MIS_VENDOR", grants("TARGETS")))).toEqual([null, null]);
    expect(await seen(viewerOf("TRUST", { trustCode: 1 }))).toEqual([null, null]);
    expect(await progress(department, urns[2]!)).toEqual([null]);
  });
});

describe("progress against the target", () => {
  /** Schools that were at 90 in the first half term and at 93 in the others: 92.5 over the year, 2.5 more. */
  const others = (count: number) =>
    urns.slice(1, 1 + count).flatMap((urn) => earlierYear(urn, [90, 93, 93, 93, 93, 93]));
  const own = (attended = 90) => [...earlierYear(school, [91, 91, 91, 91, 91, 91]), firstHalfTerm(school, attended)];

  async function chanceOf(viewer: Viewer = department) {
    const [row] = await againstTargets(
      database,
      viewer,
      (await progress(viewer)).flatMap((one) => one ?? []),
    );
    return { against: row, chance: row && (await chancesOf(database, viewer, [row], options))[0] };
  }

  it("has the gap to the target of the year", async () => {
    await submitted(database, own(91));
    const { against } = await chanceOf();
    expect(against).toMatchObject({ target: 92.3, gap: "-1.300000" }); // 92.0 + 0.3
    expect(await audit()).toEqual([
      { subject: "attendance", urns: [school] },
      { subject: "statistics", urns: [] },
      { subject: "target", urns: [school] },
    ]);
  });

  it("has a chance from 30 schools with an earlier year, and the reason with 29", async () => {
    // The school itself is one of them: it gained nothing.
    await submitted(database, [...own(), ...others(28)]);
    expect((await chanceOf()).chance).toEqual({ chance: null, word: null, reason: "FEW_SCHOOLS" });
    await submitted(database, earlierYear(urns[30]!, [90, 93, 93, 93, 93, 93]));
    // 29 of 30 would be at 92.5: 96.7%, to 5 points
    expect((await chanceOf()).chance).toEqual({ chance: 95, word: "VERY_LIKELY", reason: null });
  });

  it("leaves out schools whose year is incomplete, withdrawn in part, or was read later", async () => {
    await submitted(database, [...own(), ...others(29)]);
    const [first, second, third] = [urns[1]!, urns[2]!, urns[3]!];
    const count = async () =>
      (await drawSchools(database, department, [{ urn: school, year: "2022/23" }], options)).get(`${school} 2022/23`)
        ?.length;
    expect(await count()).toBe(30);
    await database.script(`
      ALTER TABLE submission DISABLE TRIGGER USER;
      DELETE FROM submission WHERE urn = ${first} AND from_date = '2023-01-03';
      UPDATE submission SET as_at = '2023-08-01' WHERE urn = ${third};
      UPDATE submission SET current = false WHERE urn = ${second} AND from_date = '2023-01-03';
      ALTER TABLE submission ENABLE TRIGGER USER;`);
    await submitted(database, [
      { ...earlierYear(second, [0, 0, 0])[2]!, revision: 2, withdrawn: true },
      ...urns.slice(30, 31).flatMap((urn) => earlierYear(urn, [90, 93, 93, 93, 93, 93])),
    ]);
    expect(await count()).toBe(29);
    expect((await chanceOf()).chance?.reason).toBe("FEW_SCHOOLS");
    // Two more, since the one that was read later is drawn but has no figure at this age.
    await submitted(
      database,
      urns.slice(31, 33).flatMap((urn) => earlierYear(urn, [90, 93, 93, 93, 93, 93])),
    );
    expect((await chanceOf()).chance?.chance).toBe(95);
  });

  it("has no chance without a target or without a point, and says why", async () => {
    await submitted(database, [...others(30), firstHalfTerm(school, 90)]);
    expect((await chanceOf()).chance?.reason).toBe("NO_EARLIER_YEAR");
    await submitted(database, earlierYear(school, [91, 91, 91, 91, 91, 91]));
    await database.query("UPDATE target SET flags = '{MAINTAIN}' WHERE urn = $1", [school]);
    expect(await chanceOf()).toMatchObject({ against: { gap: "-2.300000" }, chance: { reason: "MAINTAIN" } });
    await database.query("UPDATE target SET flags = '{}' WHERE urn = $1", [school]);
    const [finished] = await progressOf(database, department, [school], { ...options, year: "2022/23" });
    const [row] = await againstTargets(database, department, [finished!]);
    expect(row).toMatchObject({ target: null, gap: null }); // none is issued for that year
    expect(await chancesOf(database, department, [row!], options)).toMatchObject([{ reason: "NO_TARGET" }]);
  });

  it("is null for a viewer with attendance alone, whatever progress it holds", async () => {
    await submitted(database, [...own(), ...others(30)]);
    const vendor = viewerOf("MIS_VENDOR", grants("ATTENDANCE"));
    const rows = (await progress(vendor)).flatMap((row) => row ?? []);
    expect(rows).toHaveLength(1);
    expect(await againstTargets(database, vendor, rows)).toEqual([null]);
    expect((await chanceOf(viewerOf("MIS_VENDOR", grants("ATTENDANCE", "TARGETS")))).chance?.chance).toBe(95);
  });

  it("is tested by the department against what came", async () => {
    await submitted(database, [...own(), ...others(40)]);
    const point = { urn: school, year: "2022/23", share: { numerator: 1, denominator: 6 }, age: 0 };
    const [veryLikely] = await backTestBlock(database, department, point, options);
    // 41 schools and 7 gaps to 1.5 points: 40 gain 2.5 and meet all, one gains nothing and meets those up to 0.
    expect(veryLikely).toMatchObject({ word: "VERY_LIKELY", predictions: 41 * 7 });
    expect(veryLikely?.came).toBeCloseTo((100 * (40 * 7 + 4)) / (41 * 7), 9);
    await expect(backTestBlock(database, viewerOf("ANALYST"), point, options)).rejects.toThrow("Only the department");
  });
});

describe("the use of codes", () => {
  /** 100 marks, of which `share` D, as much B, and ten absences. */
  const codes = (share: number) => ({ "/": 90 - 2 * share, B: share, D: share, I: 10 });
  const halfTerm = (urn: number, share: number) =>
    firstHalfTerm(urn, 90 - share, { possible: 100 - share, byCode: codes(share) });
  const lastYear = (urn: number, share: number) =>
    earlierYear(urn, Array(6).fill(90 - share), { possible: 100 - share, byCode: codes(share) });
  const useOf = async (viewer: Viewer) => {
    const rows = (await progress(viewer)).flatMap((row) => row ?? []);
    return (await useOfCodesOf(database, viewer, rows, options))[0] ?? null;
  };

  it("is beside last year's and the mean of at least ten peers, with a question", async () => {
    await submitted(database, [halfTerm(school, 6), ...lastYear(school, 1)]);
    // Nine peers at 2%, one at 4.5 ⇒ with ten the mean is 2.25, to 0.1
    await submitted(
      database,
      urns.slice(1, 10).map((urn) => halfTerm(urn, 2)),
    );
    const [without] = (await useOf(department))!;
    expect(without?.codes.map(({ cohort }) => cohort)).toEqual(Array(6).fill(null));
    await submitted(database, [
      firstHalfTerm(urns[10]!, 80, { byCode: { "/": 171, B: 9, D: 9, I: 11 }, possible: 191 }),
    ]);
    await submitted(database, [firstHalfTerm(urns[11]!, 80)]); // without codes
    const [half] = (await useOf(department))!;
    expect(half?.codes.slice(0, 3)).toEqual([
      { code: "B", now: "6.000000", lastYear: "1.000000", cohort: "2.3" },
      { code: "D", now: "6.000000", lastYear: "1.000000", cohort: "2.3" },
      { code: "X", now: "0.000000", lastYear: "0.000000", cohort: "0.0" },
    ]);
    // 84 of 94; with five fewer B and five more possible: 79 of 99
    expect(half).toMatchObject({ attendance: "89.361702", unchanged: "79.797980" });
    expect(half?.question).toBe(
      "Half term 1: B was 6.0% of all marks (a year before 1.0%, in the cohort 2.3%); D was 6.0% of all marks (a year before 1.0%, in the cohort 2.3%). With last year's shares of these codes, attendance would be 79.8% and not 89.4%. What explains the difference?",
    );
  });

  it("is for the school and the department", async () => {
    await submitted(database, [halfTerm(school, 6), ...urns.slice(1, 12).map((urn) => halfTerm(urn, 2))]);
    expect((await useOf(viewerOf("SCHOOL", { urn: school })))?.[0]?.codes[0]).toMatchObject({ cohort: "2.0" });
    expect(await useOf(viewerOf("MIS_VENDOR", grants("ATTENDANCE", "TARGETS")))).toBeNull();
  });

  it("says only that totals without codes are not verifiable", async () => {
    await submitted(database, [firstHalfTerm(school, 90), ...lastYear(school, 1)]);
    expect(await useOf(department)).toEqual([
      { halfTerm: 1, verifiable: false, codes: [], attendance: null, unchanged: null, question: null },
    ]);
  });
});
