import { describe, expect, it } from "vitest";
import { binsOf } from "./bins.js";
import { boost, predict } from "./boost.js";
import { growTree, leaf, valueAt } from "./tree.js";

const rowsOf = (values: Float64Array) => Int32Array.from(values.keys());

describe("bins", () => {
  it("are one for each value up to 256, in ascending order", () => {
    expect([...binsOf(Float64Array.of(30, -1, 0.5, 30, 0))]).toEqual([3, 0, 2, 3, 1]);
  });

  it("hold about as many values each if there are more", () => {
    const bins = binsOf(Float64Array.from({ length: 1024 }, (_, at) => (at * 5) % 1024));
    const counts = new Array<number>(256).fill(0);
    for (const bin of bins) counts[bin]!++;
    expect(new Set(counts)).toEqual(new Set([4]));
  });
});

describe("a tree", () => {
  const options = { depth: 1, minLeaf: 1, minGain: 1e-9 };
  const bins = (...values: number[]) => Uint8Array.from(values);

  it("splits where the sum of squares falls most, and predicts the mean of each side", () => {
    const outcome = Float64Array.of(1, 2, 9, 10, 11);
    const tree = growTree([bins(0, 0, 0, 0, 0), bins(0, 1, 2, 3, 4)], outcome, rowsOf(outcome), options);
    expect([tree.column[0], tree.bin[0]]).toEqual([1, 1]);
    expect([0, 1, 2, 3, 4].map((row) => valueAt(tree, [bins(0, 0, 0, 0, 0), bins(0, 1, 2, 3, 4)], row))).toEqual([
      1.5, 1.5, 10, 10, 10,
    ]);
  });

  it("takes the first column, then the lowest bin, of splits that are equally good", () => {
    const outcome = Float64Array.of(0, 1, 0);
    const tree = growTree([bins(0, 1, 2), bins(0, 1, 2)], outcome, rowsOf(outcome), options);
    expect([tree.column[0], tree.bin[0]]).toEqual([0, 0]);
  });

  it("makes no leaf smaller than `minLeaf`, and no split that gains nothing", () => {
    const outcome = Float64Array.of(0, 0, 0, 50);
    const columns = [bins(0, 1, 2, 3)];
    expect(growTree(columns, outcome, rowsOf(outcome), { ...options, minLeaf: 2 }).bin[0]).toBe(1);
    expect(growTree(columns, outcome, rowsOf(outcome), { ...options, minLeaf: 3 }).column[0]).toBe(leaf);
    expect(growTree(columns, outcome.fill(7), rowsOf(outcome), options).column[0]).toBe(leaf);
  });

  it("learns from the given rows only", () => {
    const outcome = Float64Array.of(1, 3, 100);
    const tree = growTree([bins(0, 1, 2)], outcome, Int32Array.of(0, 1), options);
    expect([...tree.value]).toEqual([0, 1, 3]);
  });
});

it("predicts as scikit-learn's GradientBoostingRegressor does", () => {
  // i = np.arange(150); X = np.c_[(i * 7) % 61, (i * 11) % 31, (i * 13) % 53]
  // y = 97 - X[:, 0] / 10 - np.where(X[:, 1] > 15, X[:, 2] / 20, 0) + ((i * 29) % 37) / 50
  // GradientBoostingRegressor(n_estimators=30, max_depth=3, learning_rate=.1, min_samples_leaf=5,
  //   criterion="squared_error").fit(X, y).predict(X)[[0, 1, 2, 50, 75, 100, 149]]      (scikit-learn 1.2.1)
  const columns = [
    [7, 61],
    [11, 31],
    [13, 53],
  ].map(([step, modulus]) => Float64Array.from({ length: 150 }, (_, at) => (at * step!) % modulus!));
  const outcome = columns[0]!.map(
    (value, at) => 97 - value / 10 - (columns[1]![at]! > 15 ? columns[2]![at]! / 20 : 0) + ((at * 29) % 37) / 50,
  );
  const bins = columns.map(binsOf);
  const model = boost(bins, outcome, rowsOf(outcome), { trees: 30, depth: 3, learningRate: 0.1, minLeaf: 5 });
  const expected = [
    96.95069946779527, 96.63596998111626, 94.6114541284007, 91.83858130208299, 92.71022853586227, 94.44785763977006,
    95.48218211474966,
  ];
  expect([0, 1, 2, 50, 75, 100, 149].map((row) => predict(model, bins, row))).toEqual(
    expected.map((value) => expect.closeTo(value, 11)),
  );
});

it("predicts the mean if no split is allowed", () => {
  const outcome = Float64Array.of(1, 2, 6);
  const bins = [Uint8Array.of(0, 1, 2)];
  const model = boost(bins, outcome, rowsOf(outcome), { trees: 3, depth: 2, learningRate: 0.5, minLeaf: 2 });
  expect(predict(model, bins, 0)).toBe(3);
});
