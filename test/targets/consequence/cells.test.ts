// The rule of ten over blocks and groups, with the differences of a level from the rest of its group.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partsOf } from "../../../src/comparison/parts.js";
import { Cells } from "../../../src/targets/consequence/cells.js";

interface Kind {
  readonly schools: number;
  readonly block: string;
  readonly fifth: string | null;
  readonly size: string | null;
  /** 1 or 0; NaN: without a target. */
  readonly isAtFloor: number;
}

const kinds = fc.array(
  fc.record({
    schools: fc.integer({ min: 1, max: 30 }),
    block: fc.constantFrom("PRIMARY", "SECONDARY"),
    fifth: fc.constantFrom("1", "2", "3", "4", null),
    size: fc.constantFrom("1", "1", "2", null),
    isAtFloor: fc.constantFrom(0, 1, 0, 1, Number.NaN),
  }),
  { minLength: 1, maxLength: 14 },
);

function publish(world: readonly Kind[]) {
  const groups = { fifth: world.map(({ fifth }) => fifth), size: world.map(({ size }) => size) };
  const parts = partsOf({ block: world.map(({ block }) => block), groups });
  const floor = Float64Array.from(world, ({ isAtFloor }) => isAtFloor);
  const cells = new Cells(parts, floor);
  const described = [floor, floor.map((value) => 1 - value)];
  return { parts, cells, floor, ...cells.publishable({ described, changed: [] }) };
}

type Region = ReadonlySet<number>;
const without = (a: Region, b: Region): Region => new Set([...a].filter((row) => !b.has(row)));

const spread = (all: readonly Kind[]) => all.flatMap((kind) => Array<Kind>(kind.schools).fill(kind));

describe("published shares of blocks and groups", () => {
  it("never give away fewer than ten schools, with what is left of a level's rest and of all schools", () => {
    fc.assert(
      fc.property(kinds.map(spread), (world) => {
        const { parts, cells, floor, shown, differs } = publish(world);
        const counted = (rows: Int32Array): Region => new Set([...rows].filter((row) => !Number.isNaN(floor[row])));
        const regions = parts.map(({ rows }) => counted(rows));
        const groupings = new Set(parts.map(({ part }) => part.group));
        const known: Region[] = regions.filter((_, at) => shown[at]);
        for (const group of groupings) {
          const members = regions.filter((_, at) => shown[at] && at > 0 && parts[at]!.part.group === group);
          if (shown[0]) known.push(members.reduce(without, regions[0]!));
        }
        for (const { at, others } of cells.levels()) {
          if (!differs[at]) continue;
          const ofRest: Region = new Set(others.flatMap((other) => [...regions[other]!]));
          const shownOthers = others.filter((other) => shown[other]).map((other) => regions[other]!);
          known.push(ofRest, shownOthers.reduce(without, ofRest));
          if (shown[0]) known.push(without(without(regions[0]!, regions[at]!), ofRest));
        }
        for (const region of known.filter(({ size }) => size > 0)) {
          const atFloor = [...region].filter((row) => floor[row] === 1).length;
          expect(Math.min(atFloor, region.size - atFloor)).toBeGreaterThanOrEqual(10);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("are all published where every level has enough schools", () => {
    const world = spread(
      ["PRIMARY", "SECONDARY"].flatMap((block) =>
        ["1", "2"].flatMap((level) =>
          [0, 1].map((isAtFloor) => ({ schools: 10, block, fifth: level, size: level, isAtFloor })),
        ),
      ),
    );
    const { shown, differs } = publish(world);
    expect(shown).toEqual(Array(7).fill(true));
    expect(differs).toEqual([false, false, false, true, true, true, true]);
  });

  it("have no difference from the rest of a group if fewer than ten schools have no known level", () => {
    const kind = (fifth: string | null, schools: number) =>
      [0, 1].map((isAtFloor) => ({ schools, block: "PRIMARY", fifth, size: "1", isAtFloor }));
    const { differs, shown } = publish(
      spread([...kind("1", 40), ...kind("2", 30), ...kind("3", 20), ...kind(null, 4)]),
    );
    expect(shown).toEqual([true, true, true, true, false, true]);
    expect(differs.slice(2, 5)).toEqual([false, false, false]);
  });
});
