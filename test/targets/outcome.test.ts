import { describe, expect, it } from "vitest";
import { computeTarget } from "../../src/targets/compute-target.js";
import { Outcomes } from "../../src/targets/outcome.js";
import { examplePolicy } from "../../src/targets/policy.js";
import { link, type SchoolInput, schoolsInYear } from "./schools-in-year.js";

/** Outcomes for 2023/24 from figures for 2022/23. */
const outcomesOf = (schools: Readonly<Record<number, SchoolInput>>) =>
  new Outcomes(schoolsInYear(schools), "2023/24", examplePolicy);

function rowsOf(schools: Readonly<Record<number, SchoolInput>>) {
  const outcomes = outcomesOf(schools);
  return Object.fromEntries(outcomes.schools.map((school) => [school.urn, computeTarget(school, outcomes, null)]));
}

const outcomeOf = (school: SchoolInput) => rowsOf({ 100001: school })[100001]?.outcome;

describe("the outcome", () => {
  it("is a target if the school has its own figure", () => {
    expect(rowsOf({ 100001: { absences: ["6.5"] } })[100001]).toMatchObject({
      outcome: "SET",
      baseline: "93.5",
      baseline_kind: "OWN",
      target: "93.8",
      parts: { sources: [{ urn: 100001, year: "2022/23", attendance: "93.5", file: 1, line: 1 }] },
    });
  });

  it.each(["SPECIAL", "ALTERNATIVE_PROVISION", null] as const)("is OUT_OF_SCOPE in block %s", (block) => {
    expect(outcomeOf({ block, absences: ["6.5"] })).toBe("OUT_OF_SCOPE");
  });

  it("is CLOSED if the school closed before the target year began, even with its own figure", () => {
    const closed = { status: "CLOSED", absences: ["6.5"] };
    expect(outcomeOf({ ...closed, closed: "2023-08-31" })).toBe("CLOSED");
    expect(outcomeOf({ ...closed, closed: "2023-09-01" })).toBe("SET");
    expect(outcomeOf(closed)).toBe("SET");
  });

  it("is SUCCEEDED if the school closes in the target year and its successor inherits from it", () => {
    const found = rowsOf({
      100001: { status: "CLOSED", closed: "2023-12-31", absences: ["6.5"], successors: [link(100002)] },
      100002: {
        openInBaseYear: false,
        opened: "2024-01-01",
        predecessors: [link(100001)],
        inheritsFrom: 100001,
      },
    });
    expect(found[100001]).toMatchObject({ outcome: "SUCCEEDED", target: null, parts: { successor: 100002 } });
    expect(found[100002]).toMatchObject({
      outcome: "SET",
      baseline_kind: "INHERITED",
      target: "93.8",
      parts: { sources: [{ urn: 100001 }] },
    });
  });

  it("is a target if the successor opens after the target year, and the successor gets no row", () => {
    const found = rowsOf({
      100001: { status: "CLOSED", closed: "2024-12-31", absences: ["6.5"], successors: [link(100002)] },
      100002: { openInBaseYear: false, opened: "2025-01-01", inheritsFrom: 100001 },
    });
    expect(found[100001]?.outcome).toBe("SET");
    expect(found[100002]).toBeUndefined();
  });

  it("is missing, with the whole row, for a stub whose opening date comes only from a link", () => {
    expect(rowsOf({ 100001: { openInBaseYear: false, opened: "2024-01-01", stub: true } })).toEqual({});
  });

  it("skips successors that have closed too, and handles cycles of links", () => {
    const closed = { status: "CLOSED", absences: ["6.5"] };
    const found = rowsOf({
      100001: { ...closed, successors: [link(100002)] },
      100002: { ...closed, successors: [link(100001), link(100003)] },
      100003: { absences: ["6"] },
      100004: { ...closed, successors: [link(100005)] },
      100005: { ...closed, successors: [link(100004)] },
    });
    expect(found[100001]?.parts.successor).toBe(100003);
    expect(found[100004]?.outcome).toBe("SET");
  });

  it("is NEW if a school without a baseline opened in the base year or the target year", () => {
    expect(outcomeOf({ opened: "2022-09-01" })).toBe("NEW");
    expect(outcomeOf({ opened: "2024-08-31", openInBaseYear: false })).toBe("NEW");
    expect(outcomeOf({ opened: "2022-08-31" })).toBe("BASELINE_UNAVAILABLE");
  });

  it.each(["c", "SUPP"])("is BASELINE_SUPPRESSED if the published code is %s", (code) => {
    expect(rowsOf({ 100001: { absences: [code] } })[100001]).toMatchObject({
      outcome: "BASELINE_SUPPRESSED",
      parts: { code },
    });
  });

  it("is NO_BASELINE if the lineage is split or unclear", () => {
    expect(outcomeOf({ predecessors: [link(100002, "SPLIT")] })).toBe("NO_BASELINE");
    expect(outcomeOf({ predecessors: [link(100002), link(100003)] })).toBe("NO_BASELINE");
  });

  it("is NO_BASELINE if the only predecessor has a figure but other schools continue it too", () => {
    const found = rowsOf({
      100001: { predecessors: [link(100002)] },
      100002: { status: "CLOSED", closed: "2020-08-31", openInBaseYear: false, absences: ["5"] },
    });
    expect(found[100001]?.outcome).toBe("NO_BASELINE");
  });

  it("is BASELINE_UNAVAILABLE otherwise, with the only predecessor's code", () => {
    const found = rowsOf({
      100001: { predecessors: [link(100002)] },
      100002: { status: "CLOSED", closed: "2020-08-31", openInBaseYear: false, absences: ["x"] },
    });
    expect(found).toEqual({
      100001: expect.objectContaining({
        outcome: "BASELINE_UNAVAILABLE",
        parts: expect.objectContaining({ code: "x", peers: null }),
      }),
    });
  });
});

describe("the baseline", () => {
  it("of merged predecessors is their mean, weighted by roll", () => {
    const found = rowsOf({
      100001: { absences: ["10"], pupils: 100, closed: "2023-08-31" },
      100002: { absences: ["4"], pupils: 200, closed: "2023-08-31" },
      100003: { opened: "2023-09-01", openInBaseYear: false, mergedFrom: [100001, 100002] },
    });
    expect(found[100003]).toMatchObject({
      baseline: "94",
      baseline_kind: "MERGED",
      parts: { sources: [{ weight: 100 }, { weight: 200 }] },
    });
  });

  it("is missing if the roll of a merged predecessor is unknown", () => {
    const merged = { predecessors: [link(100001, "MERGED"), link(100002, "MERGED")], mergedFrom: [100001, 100002] };
    const found = rowsOf({
      100001: { absences: ["10"], pupils: null },
      100002: { absences: ["4"] },
      100003: merged,
    });
    expect(found[100003]?.outcome).toBe("NO_BASELINE");
  });

  it("of a small school is the mean of its usable years, if there are at least two", () => {
    const small = (absences: SchoolInput["absences"]) => rowsOf({ 100001: { pupils: 29, absences } })[100001];
    expect(small(["10", "8", "6.5"])).toMatchObject({ baseline: "91.833333", baseline_kind: "THREE_YEAR" });
    expect(small(["10", "8"])).toMatchObject({
      baseline: "91",
      baseline_kind: "THREE_YEAR",
      flags: ["UNIVERSAL_ONLY", "SMALL"],
    });
    expect(small(["10"])).toMatchObject({ baseline: "90", baseline_kind: "OWN" });
    expect(small(["c", "8", "6"])).toMatchObject({ baseline: "93", baseline_kind: "THREE_YEAR" });
    expect(rowsOf({ 100001: { pupils: 30, absences: ["10", "8"] } })[100001]).toMatchObject({
      baseline: "90",
      flags: ["UNIVERSAL_ONLY"],
    });
  });
});

describe("flags", () => {
  const peers = (count: number) => ({
    peers: Array.from({ length: count }, (_, index) => 100_100 + index),
    reason: null,
    missing: null,
  });
  const peerSchools = Object.fromEntries(
    peers(12).peers.map((urn, index) => [urn, { absences: [index < 11 ? "5" : "x"] }]),
  );

  function rowWith(school: SchoolInput, cohort: Parameters<typeof computeTarget>[2]) {
    const outcomes = outcomesOf({ ...peerSchools, 100001: school });
    return computeTarget(outcomes.schools.find(({ urn }) => urn === 100001)!, outcomes, cohort);
  }

  it("are empty for a school with ten peers or more", () => {
    expect(rowWith({ absences: ["6.5"] }, peers(12))).toMatchObject({
      target: "94.1",
      flags: [],
      parts: { peers: 11, median: "95", contribution: "0.3", improvement: "0.6", improvementShown: "0.6" },
    });
  });

  it("include UNIVERSAL_ONLY for a school with fewer peers, with the reason", () => {
    expect(rowWith({ absences: ["6.5"] }, peers(9))).toMatchObject({
      target: "93.8",
      flags: ["UNIVERSAL_ONLY"],
      parts: { peers: 9, median: "95", contribution: "0", universalOnly: { why: "FEW_PEERS" } },
    });
    const missing = { peers: [], reason: "MISSING_CIRCUMSTANCES", missing: ["fsm"] } as const;
    expect(rowWith({ absences: ["6.5"] }, missing).parts).toMatchObject({
      median: null,
      universalOnly: { why: "MISSING_CIRCUMSTANCES", missing: ["fsm"] },
    });
    expect(rowWith({ absences: ["6.5"] }, null).parts.universalOnly).toEqual({ why: "NO_PEERS" });
  });

  it("include MAINTAIN for a school at the ceiling", () => {
    expect(rowWith({ absences: ["2.55"] }, peers(12))).toMatchObject({ target: "97.4", flags: ["MAINTAIN"] });
  });

  it("include SHOCK for a baseline more than three points from the mean of the usable years before", () => {
    expect(rowWith({ absences: ["10", "6", "7"] }, peers(12))).toMatchObject({
      flags: ["SHOCK"],
      parts: { shock: { mean: "93.5", difference: "-3.5", figures: [{ year: "2021/22" }, { year: "2020/21" }] } },
    });
    expect(rowWith({ absences: ["10", "7"] }, peers(12)).flags).toEqual([]);
    expect(rowWith({ absences: ["4", "7.1"] }, peers(12)).flags).toEqual(["SHOCK"]);
    expect(rowWith({ absences: ["10"] }, peers(12)).flags).toEqual([]);
  });
});
