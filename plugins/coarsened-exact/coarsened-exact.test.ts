import { describe, expect, it } from "vitest";
import { normaliseParameters } from "../../src/matching/parameters.js";
import { match as matchSchools } from "../../test/support/match.js";
import { schoolsBy, type TestSchool } from "../../test/support/population.js";
import { sturges } from "./cuts.js";
import strategy from "./index.js";

const match = (schools: readonly TestSchool[], attributes: object, more: object = {}) => {
  const result = matchSchools(strategy, schools, { attributes, ...more });
  return { ...result, of: (urn: number) => result.schools.find((school) => school.urn === urn) };
};
type Learnt = { cells: number; withoutCellMate: number; cutPoints: Record<string, number[]> };

/** URN = FSM, so that 10 has FSM 10. */
const byFsm = (...values: number[]) => values.map((fsm) => ({ urn: fsm, fsm }));
const cutPointsOf = (schools: readonly TestSchool[], cuts: unknown) =>
  (match(schools, { fsm: cuts }).learnt as Learnt).cutPoints.fsm;

describe("cells", () => {
  it("hold schools in the same interval of every column, nearest first; no other school is a peer", () => {
    const schools = schoolsBy({ fsm: [10, 14, 12, 10, 21], eal: [1, 2, 3, 9, 1] });
    const { of, warnings, learnt } = match(schools, { fsm: [20], eal: [5] });
    expect(of(1)).toMatchObject({
      peers: [3, 2],
      band: { label: "eal below 5, fsm below 20", relaxed: [] },
    });
    expect(of(4)).toEqual({ urn: 4, unmatched: "NO_CANDIDATES", missing: [] });
    expect(warnings).toContain("2 schools have no cell-mate, and so no peers");
    expect(learnt).toEqual({ cells: 3, withoutCellMate: 2, cutPoints: { eal: [5], fsm: [20] } });
  });

  it("put a value on a cut point in the interval above it", () => {
    const { of } = match(byFsm(19, 20, 21, 30), { fsm: [20, 30] });
    expect([of(20), of(21)]).toMatchObject([{ peers: [21] }, { peers: [20] }]);
  });

  it("are described in words", () => {
    const { of } = match(
      byFsm(10, 11, 20, 21, 30, 31).map((school) => ({ ...school, urban: 1, idaci: 0.1 })),
      { fsm: [30, 20], urban: "exact", idaci: { quantiles: 1 } },
    );
    expect([10, 20, 30].map((urn) => of(urn))).toMatchObject([
      { band: { label: "fsm below 20, urban 1" } },
      { band: { label: "fsm from 20 to below 30, urban 1" } },
      { band: { label: "fsm 30 or more, urban 1" } },
    ]);
  });

  it("are the whole block if no column is cut, which then gives the nearest schools", () => {
    const { of } = match(byFsm(10, 14, 12, 40), { fsm: { equalWidth: 1 } }, { k: 2 });
    expect(of(10)).toMatchObject({ peers: [12, 14], band: { label: "the whole block" } });
  });

  it("hold only equal values of a category, whose codes have no distance, and unknown by itself", () => {
    const schools = [0, 0, 1, 1, Number.NaN, Number.NaN].map((urban, at) => ({ urn: at + 1, fsm: 10 + at, urban }));
    const { of, attributes } = match(schools, { urban: "category", fsm: { quantiles: 1 } });
    expect(attributes).toEqual(["fsm", "urban"]);
    expect([of(1), of(3)]).toMatchObject([{ peers: [2], shares: [[1, 0]] }, { peers: [4] }]);
    expect(of(5)).toMatchObject({ peers: [6], band: { label: "urban unknown" } });
    expect(of(5)).not.toHaveProperty("imputed");
  });

  it("order schools that are equally near by URN, and give at most k", () => {
    const schools = [3, 5, 1, 2, 4].map((urn) => ({ urn, fsm: 10 + (urn % 2) }));
    expect(match(schools, { fsm: [50] }, { k: 3 }).of(1)).toMatchObject({
      peers: [3, 5, 2],
      distances: [0, 0, expect.any(Number)],
    });
  });

  it("do not count as missing a cell-mate that the constraints exclude with everyone else", () => {
    const { warnings, learnt } = matchSchools(
      strategy,
      byFsm(10, 11).map((school) => ({ ...school, selective: school.fsm === 10 })),
      { attributes: { fsm: [50] } },
    );
    expect(learnt).toMatchObject({ withoutCellMate: 0 });
    expect(warnings.join()).not.toContain("cell-mate");
  });
});

describe("distance", () => {
  it("is Euclidean in standard deviations, every attribute with the same weight", () => {
    const schools = schoolsBy({ fsm: [10, 20, 30], eal: [0, 4, 8] });
    const { of } = match(schools, { fsm: [50], eal: { quantiles: 1 } });
    expect(of(1)).toMatchObject({
      peers: [2, 3],
      distances: [1, 2],
      shares: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    });
  });

  it("is between logarithms with `log`; cut points are of the column itself", () => {
    const schools = [100, 200, 400, 800].map((roll) => ({ urn: roll, roll }));
    const { of, learnt } = match(schools, { roll: { cuts: [150], log: true } });
    expect(of(200)).toMatchObject({ peers: [400, 800] });
    expect(of(400)).toMatchObject({ peers: [200, 800], distances: [expect.any(Number), expect.any(Number)] });
    expect((learnt as Learnt).cutPoints.roll).toEqual([150]);
  });
});

describe("cut points", () => {
  it("by quantiles are the block's, with linear interpolation, without duplicates", () => {
    expect(cutPointsOf(byFsm(10, 20, 30, 40, 50), { quantiles: 4 })).toEqual([20, 30, 40]);
    const same = [10, 10, 10, 10, 50].map((fsm, at) => ({ urn: at + 1, fsm }));
    expect(cutPointsOf(same, { quantiles: 4 })).toEqual([10]);
  });

  it("by equal width divide the span from the minimum to the maximum", () => {
    expect(cutPointsOf(byFsm(10, 11, 50), { equalWidth: 4 })).toEqual([20, 30, 40]);
  });

  it("by Sturges are of equal width, as many as the logarithm of the schools says", () => {
    expect([1, 2, 3, 4, 5, 8, 9, 614, 1024, 1025].map(sturges)).toEqual([1, 2, 3, 3, 4, 4, 5, 11, 11, 12]);
    expect(cutPointsOf(byFsm(10, 20, 30, 40), "sturges")).toEqual([20, 30]);
  });

  it("come from the reference schools only", () => {
    const strangers = byFsm(90, 91, 92).map((school) => ({ ...school, reference: false }));
    expect(cutPointsOf([...byFsm(10, 20, 30), ...strangers], { equalWidth: 2 })).toEqual([20]);
  });
});

describe("missing figures", () => {
  const schools = [
    ...[10, 11, 30, 31, 32].map((fsm) => ({ urn: fsm, fsm, eal: 5, roll: 100 + fsm, idaci: fsm / 100 })),
    { urn: 1, eal: 5, roll: 111, idaci: 0.11 },
  ];

  it("count as the block's median, and the school is marked", () => {
    const { of } = match(schools, { fsm: [20], eal: "exact", roll: { quantiles: 1 }, idaci: { quantiles: 1 } });
    expect(of(1)).toMatchObject({ imputed: ["fsm"], band: { label: "eal 5, fsm 20 or more" } });
  });

  it("leave a school unmatched, and nobody's peer, if they are required or too many", () => {
    for (const attributes of [
      { fsm: { cuts: [20], required: true }, eal: "exact" },
      { fsm: [20], eal: "exact" },
    ]) {
      const { of, schools: found } = match(schools, attributes);
      expect(of(1)).toEqual({ urn: 1, unmatched: "MISSING_CIRCUMSTANCES", missing: ["fsm"] });
      expect(found.flatMap((school) => ("peers" in school ? school.peers : []))).not.toContain(1);
    }
  });

  it("of a required category leave a school unmatched", () => {
    const urban = [1, 1, Number.NaN].map((value, at) => ({ urn: at + 1, urban: value }));
    expect(match(urban, { urban: { cuts: "category", required: true } }).of(3)).toMatchObject({ missing: ["urban"] });
  });
});

it.each([
  [{ fsm: [] }, "fsm"],
  [{ fsm: "quartiles" }, "give cut points"],
  [{ fsm: { quantiles: 0 } }, "fsm"],
  [{}, "name at least one attribute"],
])("refuses %j", (attributes, message) => {
  expect(() => normaliseParameters(strategy, { attributes })).toThrow(message);
});
