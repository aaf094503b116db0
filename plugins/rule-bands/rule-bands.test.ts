import { describe, expect, it } from "vitest";
import { match as matchSchools } from "../../test/support/match.js";
import { schoolsBy, type TestSchool } from "../../test/support/population.js";
import strategy from "./index.js";

const match = (schools: readonly TestSchool[], parameters: object = {}) => {
  const result = matchSchools(strategy, schools, parameters);
  return { ...result, of: (urn: number) => result.schools.find((school) => school.urn === urn) };
};

/** Ten schools to each FSM value of 10, 20, 30, 40, 50: the edges fall between them. URN = 100 x FSM + 0 … 9. */
const fifty = [10, 20, 30, 40, 50].flatMap((fsm) =>
  Array.from({ length: 10 }, (_, at) => ({ urn: 100 * fsm + at, fsm: fsm + at / 10, urban: 1, roll: 500, eal: 5 })),
);

describe("bands", () => {
  it("hold schools of the same FSM quintile, nearest FSM first, and are labelled", () => {
    const { of } = match(fifty, { fewest: 9 });
    expect(of(3000)).toEqual({
      urn: 3000,
      peers: [3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008, 3009],
      distances: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
      kilometres: Array(9).fill(null),
      shares: Array(9).fill([1]),
      band: { label: "urban, FSM 3 of 5, roll 1 of 3, EAL 1 of 5", relaxed: [] },
    });
  });

  it("order equal differences in FSM by URN, even if they differ in binary", () => {
    const schools = schoolsBy({ fsm: [12.3, 14.5, 10.1] });
    // 14.5 - 12.3 and 12.3 - 10.1 differ in binary
    expect(match(schools).of(1)).toMatchObject({ peers: [2, 3], distances: [2.2, 2.2] });
  });

  it("put a value on an edge in the lower band", () => {
    const schools = [10, 20, 30, 40, 50, 60].map((fsm) => ({ urn: fsm, fsm, roll: 1, eal: 1, urban: 1 }));
    // quintile edges by linear interpolation: 20, 30, 40, 50
    const { of } = match(schools);
    expect([10, 20, 30, 60].map((urn) => of(urn))).toMatchObject(
      [1, 1, 2, 5].map((band) => ({ band: { label: expect.stringContaining(`FSM ${band} of 5`) } })),
    );
  });

  it("take their edges from the reference schools only", () => {
    const others = Array.from({ length: 200 }, (_, at) => ({
      ...fifty[0]!,
      urn: 9000 + at,
      fsm: 90,
      reference: false,
    }));
    expect(match([...fifty, ...others], { fewest: 9 }).of(3000)).toEqual(match(fifty, { fewest: 9 }).of(3000));
  });

  it("are separate for schools that lack an attribute other than FSM", () => {
    const schools = fifty.map((school) => (school.urn % 10 < 4 ? { ...school, eal: Number.NaN } : school));
    const { of } = match(schools, { fewest: 3 });
    expect(of(3000)).toMatchObject({
      peers: [3001, 3002, 3003],
      band: { label: "urban, FSM 3 of 5, roll 1 of 3, EAL unknown", relaxed: [] },
    });
  });

  it("exclude a school without FSM, which is unmatched with FSM as missing", () => {
    const { of, schools } = match([...fifty, { urn: 7, urban: 1, roll: 500, eal: 5 }]);
    expect(of(7)).toEqual({ urn: 7, unmatched: "MISSING_CIRCUMSTANCES", missing: ["fsm"] });
    expect(schools.flatMap((school) => ("peers" in school ? school.peers : []))).not.toContain(7);
  });

  it("give at most 20 peers", () => {
    const many = fifty.flatMap((school) => [
      school,
      { ...school, urn: school.urn + 20 },
      { ...school, urn: school.urn + 40 },
    ]);
    expect(match(many).of(3000)).toMatchObject({ peers: { length: 20 }, band: { relaxed: [] } });
  });
});

describe("relaxing", () => {
  /** Applies `change` to the nine other schools of 3000's FSM quintile. */
  const thirties = (change: (at: number) => Partial<TestSchool>) =>
    fifty.map((school) =>
      school.urn >= 3001 && school.urn <= 3009 ? { ...school, ...change(school.urn - 3000) } : school,
    );
  const relaxedAt = (schools: readonly TestSchool[], fewest: number) => {
    const found = match(schools, { fewest }).of(3000);
    return found && "band" in found ? found.band?.relaxed : undefined;
  };

  it("does not happen if just enough candidates share the band", () => {
    expect(relaxedAt(fifty, 9)).toEqual([]);
    expect(relaxedAt(fifty, 10)).toEqual(["EAL", "ROLL", "URBAN", "FSM_ONE_QUINTILE"]);
  });

  it("drops EAL, then roll, then urban, each with those before it", () => {
    const schools = thirties((at) => (at <= 3 ? { eal: 60 } : at <= 6 ? { roll: 3000 } : at <= 8 ? { urban: 0 } : {}));
    expect(relaxedAt(schools, 1)).toEqual([]);
    expect(relaxedAt(schools, 2)).toEqual(["EAL"]);
    expect(relaxedAt(schools, 4)).toEqual(["EAL"]);
    expect(relaxedAt(schools, 5)).toEqual(["EAL", "ROLL"]);
    expect(relaxedAt(schools, 8)).toEqual(["EAL", "ROLL", "URBAN"]);
  });

  it("then widens FSM by one quintile each way, then drops it", () => {
    expect(relaxedAt(fifty, 29)).toEqual(["EAL", "ROLL", "URBAN", "FSM_ONE_QUINTILE"]);
    expect(relaxedAt(fifty, 30)).toEqual(["EAL", "ROLL", "URBAN", "FSM_ONE_QUINTILE", "FSM_ANY"]);
    expect(relaxedAt(fifty, 200)).toEqual(["EAL", "ROLL", "URBAN", "FSM_ONE_QUINTILE", "FSM_ANY"]);
  });

  it("counts only candidates that the constraints allow, not the whole band", () => {
    const schools = fifty.map((school) => ({ ...school, selective: school.urn > 3004 }));
    expect(relaxedAt(schools, 5)).toEqual(["EAL", "ROLL", "URBAN", "FSM_ONE_QUINTILE"]);
  });
});
