import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Assignment, assign, type PartnerCost } from "../../src/partnerships/assign.js";

type CostLists = readonly (readonly PartnerCost[])[];

/** Checks that the links are allowed, and the proof that `Assignment.prices` describes. */
function expectOptimal(found: Assignment, candidates: CostLists, capacity: number) {
  const { schools, partners, unlinkedCost } = found.prices;
  const schoolCounts = partners.map((_, number) => found.partners.filter((partner) => partner === number).length);
  for (const [partner, price] of partners.entries()) {
    expect(schoolCounts[partner]).toBeLessThanOrEqual(capacity);
    expect(price).toBeLessThanOrEqual(0);
    if (schoolCounts[partner]! < capacity) expect(price).toBe(0);
  }
  for (const [school, list] of candidates.entries()) {
    expect(schools[school]).toBeLessThanOrEqual(unlinkedCost);
    for (const { partner, cost } of list) expect(schools[school]! + partners[partner]!).toBeLessThanOrEqual(cost);
    const assigned = found.partners[school];
    if (assigned !== null) expect(list.map(({ partner }) => partner)).toContain(assigned);
  }
  const sum = (prices: readonly number[]) => prices.reduce((total, price) => total + price, 0);
  const costWithUnlinked = found.totalCost + (candidates.length - found.linked) * unlinkedCost;
  expect(sum(schools) + capacity * sum(partners)).toBe(costWithUnlinked);
}

/** The most links, then the least cost, by trying every assignment. */
function bestOfAll(candidates: CostLists, capacity: number): [linked: number, cost: number] {
  const schoolCounts = new Map<number, number>();
  const bestFrom = (school: number): [number, number] => {
    const list = candidates[school];
    if (!list) return [0, 0];
    let best = bestFrom(school + 1);
    for (const { partner, cost } of list) {
      const count = schoolCounts.get(partner) ?? 0;
      if (count === capacity) continue;
      schoolCounts.set(partner, count + 1);
      const [linked, rest] = bestFrom(school + 1);
      schoolCounts.set(partner, count);
      if (linked + 1 > best[0] || (linked + 1 === best[0] && rest + cost < best[1])) best = [linked + 1, rest + cost];
    }
    return best;
  };
  return bestFrom(0);
}

describe("assign", () => {
  it("moves a linked school to another partner to make room", async () => {
    const candidates = [
      [
        { partner: 0, cost: 1 },
        { partner: 1, cost: 50 },
      ],
      [{ partner: 0, cost: 10 }],
    ];
    const found = await assign(candidates, 2, 1);
    expect(found).toMatchObject({ partners: [1, 0], linked: 2, totalCost: 60 });
    expectOptimal(found, candidates, 1);
  });

  it("leaves the most expensive school unlinked when no partner has capacity left", async () => {
    const candidates = [[{ partner: 0, cost: 5 }], [{ partner: 0, cost: 3 }], []];
    expect(await assign(candidates, 1, 1)).toMatchObject({ partners: [null, 0, null], linked: 1, totalCost: 3 });
    expect(await assign(candidates, 1, 2)).toMatchObject({ partners: [0, 0, null], linked: 2, totalCost: 8 });
  });

  it("returns an empty assignment for no schools", async () => {
    expect(await assign([], 0, 3)).toMatchObject({ partners: [], linked: 0, totalCost: 0 });
  });

  it("finds the best of all assignments, and its prices prove it", async () => {
    const list = fc.uniqueArray(fc.record({ partner: fc.nat(4), cost: fc.nat(20) }), {
      selector: ({ partner }) => partner,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { maxLength: 7 }),
        fc.integer({ min: 1, max: 3 }),
        async (candidates, capacity) => {
          const found = await assign(candidates, 5, capacity);
          expectOptimal(found, candidates, capacity);
          expect([found.linked, found.totalCost]).toEqual(bestOfAll(candidates, capacity));
        },
      ),
      { numRuns: 500 },
    );
  });
});

const oracles = resolve(import.meta.dirname, "../../../shared/oracles");

describe.skipIf(!existsSync(oracles))("assign and scipy's linear_sum_assignment (needs ../shared/oracles)", () => {
  it("find the same number of links at the same cost", async () => {
    const rows = parse<{ mentee: string; mentor: string; cost: string }>(
      readFileSync(resolve(oracles, "mentor_candidates.csv")),
      { columns: true },
    );
    const mentors = [...new Set(rows.map((row) => row.mentor))].sort();
    const mentees = [...new Set(rows.map((row) => row.mentee))].sort();
    const lists = new Map(mentees.map((mentee) => [mentee, [] as PartnerCost[]]));
    const numbers = new Map(mentors.map((mentor, number) => [mentor, number]));
    for (const { mentee, mentor, cost } of rows) {
      lists.get(mentee)?.push({ partner: numbers.get(mentor)!, cost: Number(cost) });
    }
    const candidates = [...lists.values()];
    const found = await assign(candidates, mentors.length, 1);
    expect([found.linked, found.totalCost]).toEqual([456, 11_374_950]);
    expectOptimal(found, candidates, 1);
  });
});
