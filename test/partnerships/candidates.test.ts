import { describe, expect, it } from "vitest";
import { PartnerSearch } from "../../src/partnerships/candidates.js";
import { readPlanParameters } from "../../src/partnerships/parameters.js";
import { populationOf, type TestSchool } from "../support/population.js";

interface Peer extends Omit<TestSchool, "urn"> {
  readonly kilometres?: number | null;
  readonly leaving?: boolean;
}

const seeker = 100_001;

/**
 * The result for a school with attendance 92 in trust 1 whose peers have URNs from 100002. Five more schools make the
 * median of the block 93.5.
 */
function search(peers: readonly Peer[], parameters: object = {}, own: Partial<TestSchool> = {}) {
  const urnOf = (index: number) => seeker + 1 + index;
  const schools = peers.map(({ kilometres: _, leaving: __, ...school }, index) => ({ urn: urnOf(index), ...school }));
  const rest = [90, 93.5, 93.5, 93.5, 93.5].map((attendance, index) => ({ urn: 200_000 + index, attendance }));
  const population = populationOf([{ urn: seeker, attendance: 92, trust: 1, ...own }, ...schools, ...rest]);
  const leaving = new Set(peers.flatMap((peer, index) => (peer.leaving ? [urnOf(index)] : [])));
  return new PartnerSearch(population, leaving, readPlanParameters(parameters)).find(
    seeker,
    peers.map(({ kilometres = 10 }, index) => ({
      urn: urnOf(index),
      rank: index + 1,
      distance: (index + 1) / 4,
      kilometres,
      shares: [],
    })),
  );
}

const reasonOf = (peers: readonly Peer[], parameters?: object) => {
  const result = search(peers, parameters);
  return result && "reason" in result ? result.reason : null;
};
const urnsOf = (peers: readonly Peer[], parameters?: object) => {
  const result = search(peers, parameters);
  return result && "candidates" in result ? result.candidates.map(({ urn }) => urn) : [];
};

describe("a candidate", () => {
  it("has its rank, distance, kilometres and exact gap", () => {
    expect(search([{ attendance: 90 }, { attendance: 95.3, kilometres: 12.3 }])).toEqual({
      candidates: [{ urn: 100_003, rank: 2, distance: 0.5, kilometres: 12.3, shares: [], gap: expect.anything() }],
    });
    const result = search([{ attendance: 95.3 }]);
    expect(result && "candidates" in result && result.candidates[0]?.gap.toFixed()).toBe("3.3");
  });

  it("is at or above the median of its block", () => {
    expect(urnsOf([{ attendance: 93.5 }])).toEqual([100_002]);
    expect(reasonOf([{ attendance: 93.4 }])).toBe("NO_HIGHER_PEER");
  });

  it("is at least half a point above the school, exactly", () => {
    const own = { attendance: 94.6 };
    expect(search([{ attendance: 95.1 }], {}, own)).toHaveProperty("candidates");
    expect(search([{ attendance: 95.09999 }], {}, own)).toEqual({ reason: "NO_HIGHER_PEER" });
  });

  it("is never in the school's lineage, closed or closing", () => {
    expect(reasonOf([{ attendance: 96, lineage: seeker }])).toBe("NO_HIGHER_PEER");
    expect(reasonOf([{ attendance: 96, leaving: true }])).toBe("NO_HIGHER_PEER");
  });

  it("is in another trust unless the parameters allow the same; two unknown trusts are not the same", () => {
    expect(reasonOf([{ attendance: 96, trust: 1 }])).toBe("SAME_TRUST");
    expect(urnsOf([{ attendance: 96, trust: 1 }], { sameTrustAllowed: true })).toEqual([100_002]);
    expect(search([{ attendance: 96 }], {}, { trust: null })).toHaveProperty("candidates");
  });

  it("is within 100 km unless the parameters differ; an unknown distance is not near", () => {
    expect(urnsOf([{ attendance: 96, kilometres: 100 }])).toEqual([100_002]);
    expect(reasonOf([{ attendance: 96, kilometres: 100.1 }])).toBe("NONE_NEAR");
    expect(reasonOf([{ attendance: 96, kilometres: null }])).toBe("NONE_NEAR");
    expect(urnsOf([{ attendance: 96, kilometres: null }], { withinKm: null })).toEqual([100_002]);
  });
});

describe("a search for partners", () => {
  it("reports the first filter that left no candidates", () => {
    expect(reasonOf([])).toBe("NO_PEERS");
    expect(reasonOf([{ attendance: 96, trust: 1, kilometres: 200 }, { attendance: 91 }])).toBe("SAME_TRUST");
  });

  it("returns null for a school with high attendance or without a published figure", () => {
    expect(search([{ attendance: 99 }], {}, { attendance: 97 })).toBeNull();
    expect(search([{ attendance: 99 }], {}, { attendance: Number.NaN })).toBeNull();
    expect(search([{ attendance: 99 }], {}, { attendance: 96.99999 })).not.toBeNull();
  });
});

describe("plan parameters", () => {
  it("have defaults; an error names the invalid field", () => {
    expect(readPlanParameters({})).toMatchObject({ capacity: 3, withinKm: 100, sameTrustAllowed: false });
    expect(() => readPlanParameters({ capacity: 0 })).toThrow(/plan parameter capacity/);
    expect(() => readPlanParameters({ near: 1 })).toThrow(/near/);
  });
});
