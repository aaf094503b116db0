// Figures that are missing, zero, or contradicted by other cells of their row.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import absence from "../../src/import/sources/absence/index.js";
import { performanceCensus } from "../../src/import/sources/performance-tables/census.js";
import { secondaryValues } from "../../src/import/sources/similar-schools/secondary.js";
import { read, rejection } from "./read-row.js";

type Cells = Readonly<Record<string, string>>;

const census = (changed: Cells) =>
  ({
    URN: "900001",
    LA: "998",
    Estab: "4008",
    NOR: "400",
    TSENELSE: "8",
    PSENELSE: "2.00%",
    TSENELK: "40",
    PSENELK: "10.00%",
    NUMEAL: "20",
    NUMENGFL: "380",
    NUMUNCFL: "0",
    PNUMEAL: "5.00%",
    NUMFSMEVER: "38",
    NORFSMEVER: "380",
    PNUMFSMEVER: "10.00%",
    ...changed,
  }) satisfies Cells;

const release = (changed: Cells) =>
  ({
    time_period: "202425",
    geographic_level: "School",
    school_urn: "900001",
    enrolments: "100",
    sess_possible: "20000",
    sess_overall: "1000",
    sess_authorised: "600",
    sess_unauthorised: "400",
    sess_overall_percent: "5.00000",
    sess_authorised_percent: "3.00000",
    sess_unauthorised_percent: "2.00000",
    enrolments_pa_10_exact: "20",
    enrolments_pa_10_exact_percent: "20.00000",
    enrolments_pa_50_exact: "2",
    enrolments_pa_50_exact_percent: "2.00000",
    ...changed,
  }) satisfies Cells;

const values = (changed: Cells) =>
  ({
    URN: "900001",
    KS2MRP: "104.5",
    PPPerc: "20",
    PercentEAL: "5",
    Polar4QuintilePupils: "3",
    PStability: "90",
    IdaciPupils: "0.2",
    PercentSchSupport: "12",
    NumberOfPupils: "900",
    PercentageStatementOrEHP: "3",
    Att8Scr: "45",
    ...changed,
  }) satisfies Cells;

describe("a percentage without a count or a total is missing, with a code", () => {
  it.each([
    ["the count is missing", { NUMFSMEVER: "NA", PNUMFSMEVER: "0.00%" }, "NA"],
    ["the denominator is missing", { NORFSMEVER: "SUPP", PNUMFSMEVER: "0.00%" }, "SUPP"],
    ["the denominator is 0", { NUMFSMEVER: "0", NORFSMEVER: "0", PNUMFSMEVER: "0.00%" }, "0 of 0"],
    ["the cell itself is missing", { PNUMFSMEVER: "NP" }, "NP"],
  ])("when %s", (_case, changed, code) => {
    const { circumstances } = read(performanceCensus, census(changed));
    expect(circumstances).toMatchObject({ fsm: null, fsmSource: null, eal: "5.00", codes: { fsm: code } });
  });

  it("in every column of a census of no pupils", () => {
    const none = Object.fromEntries(
      Object.keys(census({}))
        .filter((name) => !["URN", "LA", "Estab"].includes(name))
        .map((name) => [name, "0"]),
    );
    const { circumstances } = read(performanceCensus, census(none));
    expect(circumstances).toMatchObject({ roll: "0", fsm: null, eal: null, senSupport: null, ehcPlans: null });
  });

  it("in a layout whose only denominator for FSM is the roll", () => {
    const { NORFSMEVER: _, ...before2024 } = census({});
    expect(read(performanceCensus, before2024).circumstances).toMatchObject({ fsm: "10.00" });
    const empty = { NOR: "0", TSENELSE: "0", TSENELK: "0", NUMEAL: "0", NUMENGFL: "0", NUMFSMEVER: "0" };
    const { circumstances } = read(performanceCensus, { ...before2024, ...empty, PNUMFSMEVER: "0" });
    expect(circumstances).toMatchObject({ fsm: null, codes: { fsm: "0 of 0" } });
  });

  it("for absence when no session was possible", () => {
    const none = { sess_possible: "0", sess_overall: "0", sess_authorised: "0", sess_unauthorised: "0" };
    const zero = "0.00000";
    const { attendance } = read(
      absence,
      release({
        ...none,
        sess_overall_percent: zero,
        sess_authorised_percent: zero,
        sess_unauthorised_percent: zero,
        enrolments_pa_10_exact: "0",
        enrolments_pa_10_exact_percent: zero,
        enrolments_pa_50_exact: "0",
        enrolments_pa_50_exact_percent: zero,
      }),
    );
    expect(attendance).toMatchObject({
      overallAbsence: null,
      authorisedAbsence: null,
      unauthorisedAbsence: null,
      persistentAbsence: null,
      severeAbsence: null,
      possibleSessions: "0",
      codes: { overallAbsence: "0 of 0", persistentAbsence: "0 of 0" },
    });
  });

  it("for means of no pupils too", () => {
    const { circumstances } = read(secondaryValues, values({ NumberOfPupils: "0", IdaciPupils: "0", Att8Scr: "0" }));
    expect(circumstances).toMatchObject({ roll: "0", fsm: null, idaci: null, attainment8: null, ks2: null });
  });
});

describe("a count of 0 out of some is 0", () => {
  it("for FSM", () => {
    const { circumstances } = read(performanceCensus, census({ NUMFSMEVER: "0", PNUMFSMEVER: "0.00%" }));
    expect(circumstances).toMatchObject({ fsm: "0.00", fsmSource: "PNUMFSMEVER" });
  });

  it("for absence", () => {
    const none = { sess_overall: "0", sess_authorised: "0", sess_unauthorised: "0" };
    const percentages = { sess_overall_percent: "0", sess_authorised_percent: "0", sess_unauthorised_percent: "0" };
    const nobody = { enrolments_pa_10_exact: "0", enrolments_pa_10_exact_percent: "0" };
    const severe = { enrolments_pa_50_exact: "0", enrolments_pa_50_exact_percent: "0" };
    expect(read(absence, release({ ...none, ...percentages, ...nobody, ...severe })).attendance).toMatchObject({
      overallAbsence: "0",
    });
  });
});

describe("a row with figures that contradict each other is rejected, with both values in the reason", () => {
  it.each([
    [
      performanceCensus,
      census({ PNUMFSMEVER: "12.00%" }),
      "PNUMFSMEVER",
      "12.00%",
      "NUMFSMEVER 38 of NORFSMEVER 380 is 10",
    ],
    [performanceCensus, census({ PSENELK: "0.00%" }), "PSENELK", "0.00%", "TSENELK 40 of NOR 400 is 10"],
    [performanceCensus, census({ NUMFSMEVER: "381" }), "NUMFSMEVER", "381", "381, but NORFSMEVER is 380"],
    [
      performanceCensus,
      census({ NUMEAL: "20", NUMENGFL: "381" }),
      "NUMEAL",
      "20",
      "NUMEAL 20 + NUMENGFL 381 + NUMUNCFL 0 > NOR 400",
    ],
    [
      absence,
      release({ sess_overall_percent: "5.10000" }),
      "sess_overall_percent",
      "5.10000",
      "sess_overall 1000 of sess_possible 20000 is 5",
    ],
    [absence, release({ sess_overall: "20001" }), "sess_overall", "20001", "20001, but sess_possible is 20000"],
    [
      absence,
      release({ sess_authorised: "601", sess_authorised_percent: "3.00500" }),
      "sess_authorised",
      "601",
      "sess_authorised 601 + sess_unauthorised 400 > sess_overall 1000",
    ],
    [
      absence,
      release({ enrolments_pa_10_exact: "101" }),
      "enrolments_pa_10_exact",
      "101",
      "101, but enrolments is 100",
    ],
    [
      absence,
      release({ enrolments_pa_10_exact_percent: "101" }),
      "enrolments_pa_10_exact_percent",
      "101",
      "above the maximum of 100",
    ],
    [
      secondaryValues,
      values({ PercentSchSupport: "98.0", PercentageStatementOrEHP: "3.0" }),
      "PercentSchSupport",
      "98.0",
      "PercentSchSupport 98.0 + PercentageStatementOrEHP 3.0 > 100",
    ],
  ])("%#", (source, cells, column, value, reason) => {
    expect(rejection(source, cells)).toEqual({ column, value, reason: expect.stringContaining(reason) });
  });

  it.each([
    [release({ sess_authorised: "500", sess_authorised_percent: "2.50000" }), "parts fall short of the whole"],
    [release({ enrolments_pa_50_exact: "21", enrolments_pa_50_exact_percent: "x" }), "parts exceed the whole"],
    [
      release({
        ...{ sess_overall: "0", sess_authorised: "0", sess_unauthorised: "0" },
        ...{ sess_overall_percent: "0", sess_authorised_percent: "0", sess_unauthorised_percent: "0" },
      }),
      "impossible with this overall absence",
    ],
    [
      release({
        ...{ sess_overall: "6000", sess_authorised: "5600", sess_overall_percent: "30", sess_authorised_percent: "28" },
        ...{ enrolments_pa_10_exact: "0", enrolments_pa_10_exact_percent: "0.0", enrolments_pa_50_exact: "0" },
        enrolments_pa_50_exact_percent: "0.0",
      }),
      "impossible with this overall absence",
    ],
  ])("when counts or percentages disagree: %#", (cells, cause) => {
    expect(rejection(absence, cells)?.reason).toContain(cause);
  });

  it("also when only percentages are published", () => {
    const percentages = Object.fromEntries(
      Object.entries(release({})).filter(([name]) => !/^(sess|enrolments)_?[a-z0-9_]*(?<!percent)$/.test(name)),
    );
    expect(rejection(absence, percentages)).toBeNull();
    expect(rejection(absence, { ...percentages, sess_authorised_percent: "4.00000" })).toMatchObject({
      reason:
        "parts exceed the whole: sess_authorised_percent 4.00000 + sess_unauthorised_percent 2.00000 > sess_overall_percent 5.00000",
    });
    expect(rejection(absence, { ...percentages, enrolments_pa_50_exact_percent: "20.5" })).toMatchObject({
      reason: "parts exceed the whole: enrolments_pa_50_exact_percent 20.5 > enrolments_pa_10_exact_percent 20.00000",
    });
  });

  it("but never for rounding or truncating, to any number of places", () => {
    const counts = fc
      .integer({ min: 1, max: 400 })
      .chain((all) => fc.tuple(fc.integer({ min: 0, max: all }), fc.constant(all)));
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 5 }), fc.boolean(), ([counted, all], places, cutOff) => {
        const share = (100 * counted) / all;
        const published = cutOff
          ? (Math.floor(share * 10 ** places) / 10 ** places).toFixed(places)
          : share.toFixed(places);
        const cells = census({ NUMFSMEVER: String(counted), NORFSMEVER: String(all), PNUMFSMEVER: published });
        expect(rejection(performanceCensus, cells)).toBeNull();
      }),
    );
  });
});
