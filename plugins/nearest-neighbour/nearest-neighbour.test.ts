import { describe, expect, it } from "vitest";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Matched } from "../../src/matching/result.js";
import type { ColumnName } from "../../src/strategy/contract.js";
import { match as matchSchools } from "../../test/support/match.js";
import { schoolsBy, type TestSchool } from "../../test/support/population.js";
import strategy from "./index.js";

const match = (schools: readonly TestSchool[], parameters: object = {}, constraints: object = {}) =>
  matchSchools(strategy, schools, parameters, constraints);

const whole = { fsm: 20, idaci: 0.2, senSupport: 12, eal: 10, ehcPlans: 3, roll: 500, urban: 1 };
/** Three schools that differ in every attribute of the preset. */
const three: TestSchool[] = [
  { urn: 1, ...whole },
  { urn: 2, fsm: 30, idaci: 0.3, senSupport: 14, eal: 12, ehcPlans: 4, roll: 1000, urban: 0 },
  { urn: 3, fsm: 40, idaci: 0.1, senSupport: 19, eal: 50, ehcPlans: 5, roll: 800, urban: 1 },
];

describe("distance", () => {
  it("is weighted Euclidean, each attribute in sample standard deviations, weights summing to 1", () => {
    const attributes = { fsm: { weight: 3 }, eal: { weight: 1 } };
    const schools = schoolsBy({ fsm: [10, 20, 30], eal: [0, 4, 8] });
    // sd 10 and 4: one step is 1 in each attribute
    const { schools: found } = match(schools, { attributes });
    expect(found[0]).toMatchObject({
      peers: [2, 3],
      distances: [1, 2],
      shares: [
        [0.25, 0.75],
        [0.25, 0.75],
      ],
    });
  });

  it("uses a given scale in place of the standard deviation", () => {
    const attributes = { fsm: { weight: 1, scale: 5 } };
    const { schools } = match(schoolsBy({ fsm: [10, 20] }), { attributes });
    expect(schools[0]).toMatchObject({ distances: [2] });
  });

  it("computes scales from the reference schools only", () => {
    const attributes = { fsm: { weight: 1 } };
    const reference = schoolsBy({ fsm: [10, 20, 30] });
    const { schools } = match([...reference, { urn: 4, fsm: 900, reference: false }], { attributes });
    expect(schools[0]).toMatchObject({ peers: [2, 3, 4], distances: [1, 2, 89] });
  });

  it("adds SEMH and funding per pupil like any other attribute", () => {
    const attributes = { fsm: 1, semh: 2, fundingPerPupil: 1 };
    const schools = schoolsBy({ fsm: [10, 20, 30], semh: [1, 3, 2], fundingPerPupil: [5000, 7000, 6000] });
    // sd 10, 1 and 1,000. From the first: (1 + 2 * 4 + 4) / 4 and (4 + 2 * 1 + 1) / 4.
    expect(match(schools, { attributes }).schools[0]).toMatchObject({
      peers: [3, 2],
      distances: [1.322875655532, 1.802775637732],
    });
  });

  it("compares logarithms with `log`: twice as many pupils is equally far at any size", () => {
    const attributes = { roll: { weight: 1, log: true } };
    const { schools } = match(
      [100, 200, 400, 800].map((roll, at) => ({ urn: at + 1, roll })),
      { attributes },
    );
    const [first, , third] = schools as Matched[];
    expect(first!.distances[0]).toBe(third!.distances[0]);
  });

  it("treats 0 as 1 under `log`, neither missing nor infinitely far", () => {
    const attributes = { fsm: { weight: 1, scale: 1, log: true } };
    const { schools } = match(
      [0, 1, Math.E].map((fsm, at) => ({ urn: at + 1, fsm })),
      { attributes },
    );
    expect(schools[0]).toMatchObject({ peers: [2, 3], distances: [0, 1] });
    expect(schools[0]).not.toHaveProperty("imputed");
  });

  it("keeps urban at 0 and 1 in the preset", () => {
    const schools = three.map((school) => ({ ...school, ...whole, urban: school.urban }));
    expect(match(schools).schools[0]).toMatchObject({
      peers: [3, 2],
      distances: [0, Math.round(Math.sqrt(0.1) * 1e12) / 1e12],
    });
  });

  it("lists the preset's attributes in the order of the shares", () => {
    const { schools, attributes } = match(three);
    expect(attributes).toEqual(["fsm", "idaci", "senSupport", "eal", "ehcPlans", "roll", "urban"]);
    // A 10-point difference in FSM (sd 10) is .30 of the squared distance, urban .10.
    const [shares] = (schools[0] as Matched).shares;
    expect(shares![0]! / shares![6]!).toBeCloseTo(3, 2);
  });
});

describe("missing values", () => {
  const block = Array.from({ length: 9 }, (_, at) => ({
    urn: at + 1,
    fsm: 10 + at,
    idaci: 0.1 + at / 50,
    senSupport: 10 + ((at * 4) % 9),
    eal: (at * 2) % 9,
    ehcPlans: (at * 5) % 9,
    roll: 300 + 100 * ((at * 7) % 9),
    urban: at % 2,
  }));
  const without = (...columns: ColumnName[]) =>
    match(block.with(4, { ...block[4]!, ...Object.fromEntries(columns.map((column) => [column, Number.NaN])) }))
      .schools[4];

  it("are replaced by the block's median and flagged if the school has 70% of the weight", () => {
    expect(without("senSupport", "eal")).toMatchObject({ urn: 5, imputed: ["senSupport", "eal"] });
    expect(without("idaci", "ehcPlans", "roll")).toMatchObject({ imputed: ["idaci", "ehcPlans", "roll"] });
  });

  it("leave a school with less than 70% of the weight unmatched, and are listed", () => {
    expect(without("senSupport", "eal", "roll")).toEqual({
      urn: 5,
      unmatched: "MISSING_CIRCUMSTANCES",
      missing: ["senSupport", "eal", "roll"],
    });
  });

  it("in FSM are never replaced", () => {
    expect(without("fsm", "eal")).toEqual({ urn: 5, unmatched: "MISSING_CIRCUMSTANCES", missing: ["fsm", "eal"] });
  });

  it("are never read as 0: the school is as far as one at the median", () => {
    const attributes = { fsm: { weight: 8 }, eal: { weight: 2 } };
    const schools = [
      { urn: 1, fsm: 10, eal: 30 },
      { urn: 2, fsm: 20, eal: 40 },
      { urn: 3, fsm: 30, eal: 50 },
      { urn: 4, fsm: 20 },
    ];
    expect(match(schools, { attributes }).schools[3]).toMatchObject({ peers: [2, 1, 3], imputed: ["eal"] });
    expect((match(schools, { attributes }).schools[3] as Matched).distances[0]).toBe(0);
  });

  it("in SEMH are replaced by the median, or leave the school unmatched if it is required", () => {
    const schools = [
      { urn: 1, fsm: 10, semh: 1 },
      { urn: 2, fsm: 20, semh: 3 },
      { urn: 3, fsm: 30, semh: 5 },
      { urn: 4, fsm: 20 },
    ];
    const { schools: found } = match(schools, { attributes: { fsm: 3, semh: 1 } });
    expect(found[3]).toMatchObject({ peers: [2, 1, 3], imputed: ["semh"] });
    expect((found[3] as Matched).distances[0]).toBe(0);
    const required = { fsm: 3, semh: { weight: 1, required: true } };
    expect(match(schools, { attributes: required }).schools[3]).toEqual({
      urn: 4,
      unmatched: "MISSING_CIRCUMSTANCES",
      missing: ["semh"],
    });
  });

  it("in the whole block drop the attribute, rescale the other weights, and give a warning", () => {
    const attributes = { fsm: { weight: 6 }, eal: { weight: 4 } };
    const { schools, warnings, attributes: names } = match(schoolsBy({ fsm: [10, 20, 30] }), { attributes });
    expect(names).toEqual(["fsm"]);
    expect(schools[0]).toMatchObject({ peers: [2, 3], distances: [1, 2] });
    expect(warnings).toContain("no school in the block with published attendance has eal");
  });

  it("in the whole block in a required attribute leave all schools unmatched", () => {
    const schools = three.map((school) => ({ ...school, fsm: Number.NaN }));
    expect(match(schools).schools).toEqual(
      three.map(({ urn }) => ({ urn, unmatched: "MISSING_CIRCUMSTANCES", missing: ["fsm"] })),
    );
  });

  it.each([true, false])(
    "are not the reason given to a school with every figure in a block without published attendance: %s",
    (publishedAttendance) => {
      const unpublished = three.map(({ idaci, ...school }) => ({
        ...school,
        attendance: Number.NaN,
        reference: false,
      }));
      const { schools, warnings } = match(
        [...unpublished, { urn: 4, eal: 10, attendance: Number.NaN, reference: false }],
        {},
        { publishedAttendance },
      );
      expect(schools.slice(0, 3).map((school) => "unmatched" in school && school.unmatched)).toEqual(
        Array(3).fill("NO_CANDIDATES"),
      );
      expect(schools[3]).toMatchObject({
        unmatched: "MISSING_CIRCUMSTANCES",
        missing: ["fsm", "senSupport", "ehcPlans", "roll", "urban"],
      });
      expect(warnings).toContain("no school in the block with published attendance has idaci");
    },
  );

  it("in the whole block in every attribute leave all schools unmatched", () => {
    const { schools } = match([{ urn: 1 }, { urn: 2 }], { attributes: { fsm: { weight: 1 }, eal: { weight: 1 } } });
    expect(schools[0]).toEqual({ urn: 1, unmatched: "MISSING_CIRCUMSTANCES", missing: ["eal", "fsm"] });
  });
});

describe("parameters", () => {
  it("default to the preset attendance with 20 peers, and to 50 for the attainment model", () => {
    expect(normaliseParameters(strategy, {})).toEqual({ preset: "attendance", k: 20 });
    expect(normaliseParameters(strategy, { preset: "dfe-attainment-2026" })).toMatchObject({ k: 50 });
  });

  it("accept a number for a weight, and normalise to the same parameters", () => {
    const short = normaliseParameters(strategy, { attributes: { fsm: 1, eal: { weight: 2 } } });
    expect(short).toEqual(normaliseParameters(strategy, { attributes: { eal: { weight: 2 }, fsm: { weight: 1 } } }));
  });

  it.each([
    [{ preset: "attendance", attributes: { fsm: { weight: 1 } } }, "preset or attributes, not both"],
    [{ attributes: {} }, "attributes: name at least one"],
    [{ attributes: { fsm: { weight: 0 } } }, "attributes.fsm.weight"],
    [{ attributes: { fsm: -1 } }, "attributes.fsm"],
    [{ attributes: { fsm: "heavy" } }, "attributes.fsm: give a weight, or"],
    [{ attributes: { fsm: { weight: 1, scale: -1 } } }, "attributes.fsm.scale"],
    [{ k: 0 }, "at k:"],
  ])("are refused: %j", (parameters, message) => {
    expect(() => normaliseParameters(strategy, parameters)).toThrow(message);
  });
});

describe("the preset dfe-attainment-2026", () => {
  const school = {
    urn: 1,
    ks2: 104,
    fsm: 30,
    eal: 20,
    polar4: 3,
    stability: 90,
    idaci: 0.2,
    senSupport: 14,
    roll: 1000,
    ehcPlans: 3,
  };
  it("measures in national standard deviations, KS2 at .60", () => {
    const { schools } = match([school, { ...school, urn: 2, ks2: 104 + 2.54724, roll: 1000 + 392.46604 }], {
      preset: "dfe-attainment-2026",
    });
    expect((schools[0] as Matched).distances[0]).toBeCloseTo(Math.sqrt(0.62), 6);
  });

  it("matches only complete cases", () => {
    const { schools } = match([school, { ...school, urn: 2 }, { ...school, urn: 3, polar4: Number.NaN }], {
      preset: "dfe-attainment-2026",
    });
    expect(schools).toMatchObject([
      { peers: [2] },
      { peers: [1] },
      { unmatched: "MISSING_CIRCUMSTANCES", missing: ["polar4"] },
    ]);
  });
});
