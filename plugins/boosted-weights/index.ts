// Nearest neighbours, each attribute weighed by how much boosted trees need it to predict attendance.
import {
  type Attribute,
  attendanceAttributes,
  attendanceOutcomes,
  attributeListWithRequired,
  columnsOf,
  completeRows,
  counted,
  defaultCoverage,
  defineStrategy,
  foldOfUrn,
  meanAttendance,
  nearestMatching,
  type Pool,
  peerCount,
  pointsOf,
  readAttributes,
  seed,
} from "kindred/plugin";
import { z } from "zod";
import { binsOf } from "./bins.js";
import { importancesOf } from "./importance.js";

// The bounds keep the largest block, with every column, within a run's ten minutes.
const parameters = z.strictObject({
  attributes: attributeListWithRequired
    .prefault(attendanceAttributes)
    .describe("The circumstances to learn weights for."),
  trees: z.int().min(1).max(500).default(100).describe("Number of trees of a model."),
  depth: z.int().min(1).max(5).default(3).describe("Number of splits from a tree's root to its leaves, at most."),
  learningRate: z
    .number()
    .min(0.001)
    .max(1)
    .default(0.1)
    .describe("The share of each tree's values that is used; a smaller one needs more trees."),
  minLeaf: z.int().min(1).max(10_000).default(20).describe("The fewest schools in a leaf."),
  folds: z
    .int()
    .min(2)
    .max(20)
    .default(10)
    .describe("Number of groups; a school's prediction is learnt from the others."),
  permutations: z.int().min(1).max(10).default(5).describe("How often each attribute is shuffled in each group."),
  seed: seed.describe("Decides how attributes are shuffled: the same seed shuffles them in the same way."),
  k: peerCount.default(20).describe("Number of peers to find."),
});

type Parameters = z.infer<typeof parameters>;

export default defineStrategy<Parameters>({
  name: "boosted-weights",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Nearest neighbours with weights from boosted trees",
  description:
    "Finds the schools closest to yours as nearest-neighbour does, but weighs each attribute by how much a model of " +
    "attendance needs it, bends and combinations included. Use it to see how far results depend on chosen weights.",
  parameters,
  columns: ({ attributes }) => [...columnsOf(attributes), ...attendanceOutcomes],

  match(pool, given) {
    const attributes = readAttributes(
      pool,
      given.attributes.map((choice) => ({ ...choice, weight: 1 })),
    );
    const { importances, schools, r2, rmse } = learn(pool, attributes, given);
    if (schools <= 10 * attributes.length)
      pool.warn(
        `only ${counted(schools, "school")} to learn the weights of ${counted(attributes.length, "attribute")} from`,
      );
    if (r2 !== null && r2 <= 0) pool.warn("out of sample, the predictions are no better than the mean attendance");
    const weights = weightsOf(importances);
    if (!weights) pool.warn("no attribute helps to predict attendance: all attributes weigh the same");
    const used = weights ?? attributes.map(({ weight }) => weight);
    const points = pointsOf(pool, attributes, { coverage: defaultCoverage, weights: used });
    const byColumn = (of: readonly number[]) =>
      Object.fromEntries(attributes.map(({ column }, at) => [column, of[at]]));
    return {
      ...nearestMatching(pool, points, given.k),
      learnt: {
        schools,
        trees: given.trees,
        seed: given.seed,
        outOfFoldR2: r2,
        // Percentage points of attendance.
        outOfFoldRmse: rmse,
        // In squared percentage points.
        importances: byColumn(importances),
        weights: byColumn(used),
      },
    };
  },
});

/** Learns from the reference schools that have every attribute. */
function learn(pool: Pool, attributes: readonly Attribute[], options: Parameters) {
  const outcome = meanAttendance(pool);
  // The columns themselves, not logarithms, whose last bit may differ between machines.
  const figures = attributes.map(({ column }) => pool.column(column));
  const complete = completeRows(pool, [outcome, ...figures]);
  const ofComplete = (values: Float64Array) => Float64Array.from(complete, (row) => values[row]!);
  const learnt = importancesOf(
    figures.map((values) => binsOf(ofComplete(values))),
    ofComplete(outcome),
    complete.map((row) => foldOfUrn(pool.urn[row]!, options.folds)),
    options,
  );
  return { ...learnt, schools: complete.length };
}

/** Weights that sum to 1; a negative importance counts as 0. Null if none is positive. */
function weightsOf(importances: readonly number[]): readonly number[] | null {
  const positive = importances.map((importance) => Math.max(importance, 0));
  const total = positive.reduce((sum, importance) => sum + importance, 0);
  return total > 0 ? positive.map((importance) => importance / total) : null;
}
