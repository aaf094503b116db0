// Optimal assignment by successive shortest augmenting paths: first the most links, then the least total cost.
import { PathQueue } from "./path-queue.js";

/** A partner that a school may be linked with. */
export interface PartnerCost {
  readonly partner: number;
  /** A whole number. */
  readonly cost: number;
}

export interface Assignment {
  /** Each school's partner, or null. */
  readonly partners: readonly (number | null)[];
  readonly linked: number;
  readonly totalCost: number;
  /**
   * Dual variables, which prove that the assignment is optimal. Every candidate costs at least its school's price plus
   * its partner's price. A partner's price is at most 0, and is 0 where the partner has capacity left. A school's price
   * is at most `unlinkedCost`. School prices plus capacity times partner prices add up to the total cost, unlinked
   * schools included.
   */
  readonly prices: {
    readonly schools: readonly number[];
    readonly partners: readonly number[];
    readonly unlinkedCost: number;
  };
}

const schoolsBetweenPauses = 50;

/**
 * Adds the schools in order, each by the cheapest chain of changes (Jonker and Volgenant 1987, with capacities). Equal
 * optima are settled by that order. Every school may also stay unlinked, which costs more than all links together, so that
 * the cheapest assignment has the most links.
 * @param candidates of each school; partners are numbered from 0
 * @param capacity the maximum number of schools per partner
 * @param pause awaited from time to time, so that other work can run; if it rejects, the assignment stops
 */
export async function assign(
  candidates: readonly (readonly PartnerCost[])[],
  partnerCount: number,
  capacity: number,
  pause: (done: number) => Promise<void> = async () => {},
): Promise<Assignment> {
  const assignment = new PartialAssignment(candidates, partnerCount, capacity);
  for (let school = 0; school < candidates.length; school++) {
    if (school % schoolsBetweenPauses === 0) await pause(school);
    assignment.add(school);
  }
  return assignment.result();
}

/** Used in place of a partner's number. */
const unlinked = -1;

/** A search for the shortest augmenting path of a new school. */
interface Search {
  readonly newSchool: number;
  readonly queue: PathQueue;
  /** Each with the length of the shortest path to it. */
  readonly reachedSchools: { readonly school: number; readonly length: number }[];
  /** Partners without capacity left whose shortest path is known. */
  readonly fullPartners: Set<number>;
  /** The end of the shortest path so far: `school` gets `partner` or becomes unlinked. */
  end: { readonly school: number; readonly partner: number; readonly length: number };
}

/** The optimal assignment of the schools added so far. */
class PartialAssignment {
  readonly #unlinkedCost: number;
  readonly #schoolPrices: Float64Array;
  readonly #partnerPrices: Float64Array;
  readonly #partnerOf: Int32Array;
  readonly #schoolsOf: readonly number[][];
  /** By partner: the shortest path of the search by `#searchedFor`, and the school before it on that path. */
  readonly #lengths: Float64Array;
  readonly #previousSchools: Int32Array;
  readonly #searchedFor: Int32Array;

  constructor(
    readonly candidates: readonly (readonly PartnerCost[])[],
    partnerCount: number,
    readonly capacity: number,
  ) {
    const highestCosts = candidates.map((list) => list.reduce((highest, { cost }) => Math.max(highest, cost), 0));
    this.#unlinkedCost = 1 + highestCosts.reduce((sum, cost) => sum + cost, 0);
    this.#schoolPrices = new Float64Array(candidates.length);
    this.#partnerPrices = new Float64Array(partnerCount);
    this.#partnerOf = new Int32Array(candidates.length).fill(unlinked);
    this.#schoolsOf = Array.from({ length: partnerCount }, () => []);
    this.#lengths = new Float64Array(partnerCount);
    this.#previousSchools = new Int32Array(partnerCount);
    this.#searchedFor = new Int32Array(partnerCount).fill(-1);
  }

  add(newSchool: number): void {
    const search = this.#findPath(newSchool);
    const { end, reachedSchools, fullPartners } = search;
    for (const { school, length } of reachedSchools) this.#schoolPrices[school]! += end.length - length;
    for (const partner of fullPartners) this.#partnerPrices[partner]! -= end.length - this.#lengths[partner]!;
    this.#reassign(search);
  }

  #findPath(newSchool: number): Search {
    const end = { school: -1, partner: unlinked, length: Number.POSITIVE_INFINITY };
    const search: Search = { newSchool, queue: new PathQueue(), reachedSchools: [], fullPartners: new Set(), end };
    this.#extend(search, newSchool, 0);
    for (;;) {
      const path = search.queue.pop();
      if (!path || path.length >= search.end.length) return search;
      const { partner, length } = path;
      if (search.fullPartners.has(partner)) continue;
      const schools = this.#schoolsOf[partner]!;
      if (schools.length < this.capacity) {
        search.end = { school: this.#previousSchools[partner]!, partner, length };
        return search;
      }
      search.fullPartners.add(partner);
      for (const school of schools) this.#extend(search, school, length);
    }
  }

  /** Extends a path of `length` to `school` by each of its candidates, and by leaving it unlinked. */
  #extend(search: Search, school: number, length: number): void {
    search.reachedSchools.push({ school, length });
    const schoolPrice = this.#schoolPrices[school]!;
    const unlinkedLength = length + this.#unlinkedCost - schoolPrice;
    if (unlinkedLength < search.end.length) search.end = { school, partner: unlinked, length: unlinkedLength };
    for (const { partner, cost } of this.candidates[school]!) {
      const partnerLength = length + cost - schoolPrice - this.#partnerPrices[partner]!;
      const isReached = this.#searchedFor[partner] === search.newSchool;
      if (isReached && this.#lengths[partner]! <= partnerLength) continue;
      this.#searchedFor[partner] = search.newSchool;
      this.#lengths[partner] = partnerLength;
      this.#previousSchools[partner] = school;
      search.queue.push(partnerLength, partner);
    }
  }

  /** Follows the path back from its end: each school on it gets the next partner. */
  #reassign({ newSchool, end }: Search): void {
    let { school, partner } = end;
    for (;;) {
      const previousPartner = this.#partnerOf[school]!;
      this.#partnerOf[school] = partner;
      if (partner !== unlinked) this.#schoolsOf[partner]!.push(school);
      if (school === newSchool) return;
      const schools = this.#schoolsOf[previousPartner]!;
      schools.splice(schools.indexOf(school), 1);
      partner = previousPartner;
      school = this.#previousSchools[partner]!;
    }
  }

  result(): Assignment {
    const costs = this.candidates.map(
      (list, school) => list.find(({ partner }) => partner === this.#partnerOf[school])?.cost,
    );
    return {
      partners: Array.from(this.#partnerOf, (partner) => (partner === unlinked ? null : partner)),
      linked: costs.filter((cost) => cost !== undefined).length,
      totalCost: costs.reduce<number>((sum, cost = 0) => sum + cost, 0),
      prices: {
        schools: [...this.#schoolPrices],
        partners: [...this.#partnerPrices],
        unlinkedCost: this.#unlinkedCost,
      },
    };
  }
}
