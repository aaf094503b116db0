// How peers change with figures. Draws of chance were computed outside Kindred, with Python's hashlib.
import { describe, expect, it, vi } from "vitest";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import { draw, missingForOnePercent, onePupilEitherWay } from "../../src/comparison/steadiness/changes.js";
import { type Rerunnable, steadinessOf } from "../../src/comparison/steadiness/steadiness.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import { frameOf } from "../../src/matching/frame.js";
import { normaliseParameters } from "../../src/matching/parameters.js";
import { populationOf, type TestSchool } from "../support/population.js";
import { listOf, schoolsOf } from "./small-comparison.js";
import { valueAndCount } from "./value-and-count.js";

it("draws the first four bytes of the SHA-256 of seed, URN and purpose", () => {
  expect(draw(1, 100001, "fsm")).toBe(3154769633);
  expect(draw(2, 100001, "fsm")).toBe(1562497364);
});

describe("one pupil either way", () => {
  // With seed 1, the draws move FSM down for 100001, 100002 and 100005, up for 100003 and 100004; EAL up for 100001.
  const schools = [
    { urn: 100001, roll: 200, fsm: 20, eal: 30, idaci: 0.2, attendance: 95 },
    { urn: 100002, fsm: 20 },
    { urn: 100003, roll: 50, fsm: 99 },
    { urn: 100004, roll: 400 },
    { urn: 100005, roll: 50, fsm: 1 },
  ];
  const changed = onePupilEitherWay(populationOf(schools), ["roll", "fsm", "eal", "idaci"], 1);

  it("moves every percentage by a hundred over the roll, up or down, and keeps it within 0 to 100", () => {
    expect([...changed.fsm!]).toEqual([19.5, 20, 100, Number.NaN, 0]);
    expect(changed.eal![0]).toBe(30.5);
  });

  it("leaves what is not a percentage of pupils, and percentages that the strategy does not read", () => {
    expect(Object.keys(changed)).toEqual(["fsm", "eal"]);
  });

  it("moves semh, but not funding", () => {
    const given = populationOf([{ urn: 100001, roll: 200, semh: 10, fundingPerPupil: 6000 }]);
    const moved = onePupilEitherWay(given, ["semh", "fundingPerPupil"], 1);
    expect(Object.keys(moved)).toEqual(["semh"]);
    expect(Math.abs(moved.semh![0]! - 10)).toBe(0.5);
  });

  it("does not depend on which other schools there are", () => {
    const alone = onePupilEitherWay(populationOf(schools.slice(2, 3)), ["fsm"], 1);
    expect([...alone.fsm!]).toEqual([100]);
  });
});

describe("a figure missing for 1% of schools", () => {
  // With seed 1 the lowest draws of 100001 to 100150 are those of 100118, 100010 and 100079, in this order.
  const schools = Array.from({ length: 150 }, (_, at) => ({ urn: 100001 + at, fsm: 20, eal: 30 }));
  const lostIn = (given: readonly TestSchool[]) => {
    const population = populationOf(given);
    const names = ["fsm", "eal"] as const;
    const changed = missingForOnePercent(population, names, 1);
    return names.flatMap((name) =>
      [...population.urn].flatMap((urn, row) =>
        Number.isNaN(changed[name]![row]) && !Number.isNaN(population.columns[name][row]) ? [[urn, name]] : [],
      ),
    );
  };

  it("takes one drawn figure from each of the drawn schools, whose number is rounded up", () => {
    expect(lostIn(schools)).toEqual([
      [100010, "eal"],
      [100118, "eal"],
    ]);
  });

  it("takes a figure that the school has, and passes over schools that have none", () => {
    const given = schools.map(({ urn, fsm, eal }) => {
      if (urn === 100118) return { urn };
      return { urn, fsm, ...(urn !== 100010 && { eal }) };
    });
    expect(lostIn(given)).toEqual([
      [100010, "fsm"],
      [100079, "eal"],
    ]);
  });
});

interface World {
  readonly schools: readonly TestSchool[];
  readonly attributes: object;
  readonly reads: Rerunnable["attributes"];
  /** Before the change: the rows of each school's peers. */
  readonly peers: number[][];
  readonly strategy?: string;
}

interface Options {
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: () => void;
}

function steadinessIn(
  { schools, attributes, reads, peers, strategy = "nearest-neighbour" }: World,
  { seed = 1, signal = new AbortController().signal, onProgress = () => {} }: Options = {},
) {
  const population = populationOf(schools);
  const run: Rerunnable = {
    name: "ours",
    strategy,
    parameters: normaliseParameters(nearestNeighbour, { attributes, k: 1 }),
    frame: frameOf(population, normaliseConstraints({})),
    attributes: reads,
  };
  const compared = { schools: schoolsOf(schools.length), lists: [listOf("ours", peers)], seed, p: 0.9 };
  return steadinessOf([run], compared, population, []).compute({ signal, onProgress });
}

describe("steadiness", () => {
  const names = { section: "steadiness", strategy: "ours" } as const;

  // FSM 10, 31 and 20: the first and third are each other's nearest, the second's is the third. The fourth has no FSM.
  const byFsm: World = {
    schools: [{ urn: 100001, fsm: 10 }, { urn: 100002, fsm: 31, roll: 20 }, { urn: 100003, fsm: 20 }, { urn: 100004 }],
    attributes: { fsm: 1 },
    reads: ["fsm"],
    peers: [[2], [2], [0], []],
  };

  const [first, second] = [1, 2].map((seed) => steadinessIn(byFsm, { seed }));
  const valueIn = async (figures: typeof first, measure: string, attribute = "") =>
    valueAndCount(await figures!, { ...names, measure, attribute });

  it("is the mean Jaccard index of peers before and after, over the schools that had peers", async () => {
    // With seed 1 the second school's FSM falls to 26, so that it is the nearest of the third; with seed 2 it rises to 36.
    expect(await valueIn(first, "jaccard_one_pupil")).toEqual([2 / 3, 3]);
    expect(await valueIn(second, "jaccard_one_pupil")).toEqual([1, 3]);
  });

  it("counts 0 for a school that has no peers afterwards", async () => {
    // With seed 1 the second school loses its FSM; with seed 2 the first one, which was the peer of the third.
    expect(await valueIn(first, "jaccard_missing")).toEqual([2 / 3, 3]);
    expect(await valueIn(second, "jaccard_missing")).toEqual([1 / 3, 3]);
  });

  it("leaves out each attribute in turn", async () => {
    // FSM weighs most and pairs the first with the second, and the third with the fourth; roll pairs them otherwise.
    const [fsm, roll] = [
      [10, 12, 40, 42],
      [100, 300, 110, 310],
    ];
    const world: World = {
      schools: [0, 1, 2, 3].map((at) => ({ urn: 100001 + at, fsm: fsm![at]!, roll: roll![at]! })),
      attributes: { fsm: 9, roll: 1 },
      reads: ["roll", "fsm"],
      peers: [[1], [0], [3], [2]],
    };
    const figures = steadinessIn(world);
    expect(await valueIn(figures, "jaccard_without", "roll")).toEqual([1, 4]);
    expect(await valueIn(figures, "jaccard_without", "fsm")).toEqual([0, 4]);
  });

  it("is not defined where nobody is matched without the attribute", async () => {
    expect(await valueIn(first, "jaccard_without", "fsm")).toEqual([null, 0]);
  });

  it("is the same for the same seed, and shows how many strategies have been run again", async () => {
    const onProgress = vi.fn();
    const figures = await steadinessIn(byFsm, { onProgress });
    expect(figures).toEqual(await first);
    expect(onProgress.mock.calls).toEqual([0, 1, 2, 3].map((done) => [done, 3]));
  });

  it("stops when it is cancelled while a strategy runs", async () => {
    const controller = new AbortController();
    const cancelling = steadinessIn(byFsm, {
      signal: controller.signal,
      onProgress: () => setImmediate(() => controller.abort()),
    });
    await expect(cancelling).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("ends with the error of a strategy that fails", async () => {
    const failing = steadinessIn({ ...byFsm, strategy: "dreams" });
    await expect(failing).rejects.toMatchObject({ code: "UNKNOWN_STRATEGY" });
  });
});
