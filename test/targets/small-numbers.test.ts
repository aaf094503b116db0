// The rule of ten.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cell, publishable } from "../../src/targets/small-numbers.js";

/** A school of an invented world: which level it has in each grouping (null: not known), and what a share counts. */
interface Member {
  readonly levels: readonly (number | null)[];
  readonly isCounted: boolean;
}

type Region = ReadonlySet<number>;

/** The whole, then the levels of each grouping, as sets of schools. */
function regionsOf(world: readonly Member[], levels: readonly number[]): Region[] {
  const where = (holds: (school: Member) => boolean) =>
    new Set(world.flatMap((school, at) => (holds(school) ? [at] : [])));
  return [
    where(() => true),
    ...levels.flatMap((count, grouping) =>
      Array.from({ length: count }, (_, level) => where((school) => school.levels[grouping] === level)),
    ),
  ];
}

const counted = (world: readonly Member[], region: Region) => [...region].filter((at) => world[at]!.isCounted).length;

/** Cells of a share: the schools that it counts and the others. */
function cellsOf(world: readonly Member[], levels: readonly number[]): Cell[] {
  const groupings = ["all", ...levels.flatMap((count, grouping) => Array<string>(count).fill(`grouping ${grouping}`))];
  return regionsOf(world, levels).map((region, at) => {
    const yes = counted(world, region);
    const parent = at === 0 ? null : 0;
    const described = [yes, region.size - yes];
    return { parent, grouping: groupings[at]!, schools: region.size, described, changed: [] };
  });
}

function publish(world: readonly Member[], levels: readonly number[]): boolean[] {
  const regions = regionsOf(world, levels);
  return publishable(cellsOf(world, levels), (a, b) => [...regions[a]!].filter((at) => regions[b]!.has(at)).length);
}

/** As many schools of one level and kind. */
const schools = (count: number, isCounted: boolean, ...levels: (number | null)[]): Member[] =>
  Array(count).fill({ levels, isCounted });

/** Half of the schools are counted. */
const half = (count: number, ...levels: (number | null)[]) => [
  ...schools(count / 2, true, ...levels),
  ...schools(count / 2, false, ...levels),
];

describe("figures about targets", () => {
  it("are hidden for fewer than ten schools, with the next smallest level, which would give them away", () => {
    const cell = (count: number): Cell => ({ parent: 0, grouping: "a", schools: count, described: [], changed: [] });
    const cells = [{ ...cell(72), parent: null, grouping: "all" }, cell(9), cell(40), cell(23)];
    expect(publishable(cells, (a, b) => (a === 0 ? cells[b]!.schools : 0))).toEqual([true, false, true, false]);
  });

  it("are not hidden for a level without schools, which cannot hide another", () => {
    const cell = (count: number): Cell => ({ parent: 0, grouping: "a", schools: count, described: [], changed: [] });
    const cells = [{ ...cell(72), parent: null, grouping: "all" }, cell(9), cell(0), cell(40), cell(23)];
    expect(publishable(cells, (a, b) => (a === 0 ? cells[b]!.schools : 0))).toEqual([true, false, true, true, false]);
  });

  it("are shown with ten schools on each side of a share, and hidden with nine on one", () => {
    const of = (counted: number) => publish([...schools(counted, true), ...schools(20, false)], []);
    expect([of(10), of(9), of(0)]).toEqual([[true], [false], [false]]);
    expect(publish([...schools(20, true), ...schools(9, false)], [])).toEqual([false]);
  });

  it("are hidden for a level whose rest has a share of few schools", () => {
    // 10 of 20 and 12 of 40 would be shown, but 3 of 20 is the rest of either.
    const world = [...half(20, 0), ...schools(3, true, 1), ...schools(17, false, 1)];
    expect(publish(world, [2])).toEqual([true, false, false]);
  });

  it("are hidden for a level of which all schools but a few are known", () => {
    expect(publish([...half(40, 0), ...half(20, 1), ...half(8, null)], [2])).toEqual([true, true, false]);
    expect(publish([...half(40, 0), ...half(20, 1), ...half(20, null)], [2])).toEqual([true, true, true]);
  });

  it("are hidden for the smaller of two levels of different groups that nearly have the same schools", () => {
    // Level 0 of the first group has the 30 schools of level 0 of the second, and four more. That level must not be what
    // its group leaves of all schools either.
    const nearly = [...half(30, 0, 0), ...half(4, 0, 1), ...half(20, 1, 1), ...half(50, 1, 2), ...half(60, 2, 2)];
    expect(publish(nearly, [3, 3])).toEqual([true, true, true, true, false, false, true]);
  });

  it("are shown beside another list's if no school differs or ten do, and hidden if nine do", () => {
    const of = (changed: number) =>
      publishable([{ parent: null, grouping: "all", schools: 50, described: [], changed: [changed] }], () => 50);
    expect([of(0), of(9), of(10)]).toEqual([[true], [false], [true]]);
  });
});

describe("what can be worked out by subtraction", () => {
  const levels = [3, 2, 4];
  const school: fc.Arbitrary<Member> = fc.record({
    levels: fc.tuple(...levels.map((count) => fc.option(fc.nat(count - 1), { freq: 12 }))),
    isCounted: fc.boolean(),
  });
  /** Groups of like schools, so that levels nearly coincide often. */
  const world = fc
    .array(fc.tuple(school, fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 9 })
    .map((groups) => groups.flatMap(([each, count]) => Array<Member>(count).fill(each)));

  /**
   * What published cells give: for each grouping what any of its cells leave of the whole; then what any two published
   * cells, complements or leftovers of a whole grouping leave of each other, where one lies in the other.
   */
  function workedOut(regions: readonly Region[], shown: readonly boolean[]): Region[] {
    const without = (a: Region, b: Region): Region => new Set([...a].filter((at) => !b.has(at)));
    const isWithin = (a: Region, b: Region) => [...a].every((at) => b.has(at));
    const isPublished = (at: number) => shown[at] === true;
    const published = regions.filter((_, at) => isPublished(at));
    const [whole] = isPublished(0) ? regions : [];
    const ofGroupings: Region[] = [];
    const leftovers: Region[] = [];
    let start = 1;
    for (const count of levels) {
      const cells = regions.slice(start, start + count).filter((_, at) => isPublished(start + at));
      for (let chosen = 0; whole && chosen < 2 ** cells.length; chosen++)
        ofGroupings.push(cells.filter((_, at) => (chosen >> at) & 1).reduce(without, whole));
      if (whole) leftovers.push(cells.reduce(without, whole));
      start += count;
    }
    const direct = [...published, ...leftovers];
    const known = [...direct, ...(whole ? direct.map((region) => without(whole, region)) : [])];
    const ofPairs = known.flatMap((a) => known.flatMap((b) => (isWithin(b, a) ? [without(a, b)] : [])));
    return [...published, ...ofGroupings, ...ofPairs];
  }

  it("never describes fewer than ten schools, in any world", () => {
    fc.assert(
      fc.property(world, (members) => {
        const regions = regionsOf(members, levels);
        for (const region of workedOut(regions, publish(members, levels))) {
          if (region.size === 0) continue;
          const yes = counted(members, region);
          expect(Math.min(region.size, yes, region.size - yes)).toBeGreaterThanOrEqual(10);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is more without the rule: the same worlds give cells of fewer schools", () => {
    expect(() =>
      fc.assert(
        fc.property(world, (members) => {
          const regions = regionsOf(members, levels);
          const enough = regions.map((region) => {
            const yes = counted(members, region);
            return Math.min(yes, region.size - yes) >= 10;
          });
          for (const region of workedOut(regions, enough)) {
            const yes = counted(members, region);
            expect(region.size === 0 || Math.min(yes, region.size - yes) >= 10).toBe(true);
          }
        }),
        { numRuns: 2000 },
      ),
    ).toThrow();
  });

  it("is not hidden for nothing: levels with enough schools on each side stay", () => {
    const members = [0, 1, 2].flatMap((a) => [0, 1].flatMap((b) => [0, 1, 2, 3].flatMap((c) => half(40, a, b, c))));
    expect(publish(members, levels)).toEqual(Array(10).fill(true));
  });
});
