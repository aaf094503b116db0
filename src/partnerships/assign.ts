// The optimal assignment: as many linked as can be, then the least total cost, by successive shortest augmenting paths.
import { PathQueue } from "./path-queue.js";

/** Whom a school may be linked with, at a whole-number cost. */
export interface Candidate {
  readonly partner: number;
  readonly cost: number;
}

export interface Assignment {
  /** A partner for each school, or null. */
  readonly partners: readonly (number | null)[];
  readonly linked: number;
  readonly totalCost: number;
  /**
   * The proof. No candidate costs less than its school's price plus its partner's (a partner's is 0 or less, and 0 where it
   * has room); no school's price exceeds `unlinkedCost`; and the prices, partners' times capacity, add up to the whole cost.
   */
  readonly prices: {
    readonly schools: readonly number[];
    readonly partners: readonly number[];
    readonly unlinkedCost: number;
  };
}

const schoolsBetweenPauses = 50;

/**
 * Every school also has a partner of its own called 'nobody', dearer than all the others together: then the cheapest
 * assignment of everyone links as many as can be. Schools are added in order, each by the cheapest chain of changes
 * (Jonker and Volgenant 1987, with capacities), so equal optima are settled by that order.
 * @param candidates of each school; partners are numbered from 0
 * @param capacity schools that one partner may have
 * @param pause awaited now and then, for others to work meanwhile; rejecting it stops the work
 */
export async function assign(
  candidates: readonly (readonly Candidate[])[],
  partnerCount: number,
  capacity: number,
  pause: (done: number) => Promise<void> = async () => {},
): Promise<Assignment> {
  const dearest = candidates.map((list) => list.reduce((most, { cost }) => Math.max(most, cost), 0));
  const unlinkedCost = 1 + dearest.reduce((sum, cost) => sum + cost, 0);
  const schoolPrice = new Float64Array(candidates.length);
  const partnerPrice = new Float64Array(partnerCount);
  const partnerOf = new Int32Array(candidates.length).fill(-1);
  const schoolsOf: number[][] = Array.from({ length: partnerCount }, () => []);
  const distance = new Float64Array(partnerCount);
  const cameFrom = new Int32Array(partnerCount);
  const seen = new Int32Array(partnerCount).fill(-1);

  for (let source = 0; source < candidates.length; source++) {
    if (source % schoolsBetweenPauses === 0) await pause(source);
    const reached: { school: number; at: number }[] = [];
    const settled: number[] = [];
    const queue = new PathQueue();
    let end = { school: -1, partner: -1, at: Number.POSITIVE_INFINITY };
    /** Looks on from a school that a path of length `at` reaches. */
    const reach = (school: number, at: number) => {
      reached.push({ school, at });
      const nobody = at + unlinkedCost - schoolPrice[school]!;
      if (nobody < end.at) end = { school, partner: -1, at: nobody };
      for (const { partner, cost } of candidates[school]!) {
        const length = at + cost - schoolPrice[school]! - partnerPrice[partner]!;
        if (seen[partner] === source && distance[partner]! <= length) continue;
        seen[partner] = source;
        distance[partner] = length;
        cameFrom[partner] = school;
        queue.push(length, partner);
      }
    };

    reach(source, 0);
    const done = new Set<number>();
    for (let next = queue.pop(); next && next.length < end.at; next = queue.pop()) {
      const { partner, length } = next;
      if (done.has(partner)) continue;
      done.add(partner);
      const room = schoolsOf[partner]!.length < capacity;
      if (room) {
        end = { school: cameFrom[partner]!, partner, at: length };
        break;
      }
      settled.push(partner);
      for (const school of schoolsOf[partner]!) reach(school, length);
    }

    for (const { school, at } of reached) schoolPrice[school]! += end.at - at;
    for (const partner of settled) partnerPrice[partner]! -= end.at - distance[partner]!;
    for (let { school, partner } = end; ; school = cameFrom[partner]!) {
      const before = partnerOf[school]!;
      partnerOf[school] = partner;
      if (partner >= 0) schoolsOf[partner]!.push(school);
      if (school === source) break;
      schoolsOf[before]!.splice(schoolsOf[before]!.indexOf(school), 1);
      partner = before;
    }
  }

  const costs = candidates.map((list, school) => list.find(({ partner }) => partner === partnerOf[school])?.cost);
  return {
    partners: Array.from(partnerOf, (partner) => (partner < 0 ? null : partner)),
    linked: costs.filter((cost) => cost !== undefined).length,
    totalCost: costs.reduce<number>((sum, cost = 0) => sum + cost, 0),
    prices: { schools: [...schoolPrice], partners: [...partnerPrice], unlinkedCost },
  };
}
