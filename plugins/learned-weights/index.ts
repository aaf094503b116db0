// Nearest neighbours with weights learnt from the block's attendance.
import {
  type Attribute,
  attendanceAttributes,
  attributeListWithRequired,
  columnsOf,
  completeRows,
  counted,
  defaultCoverage,
  defineStrategy,
  nearestMatching,
  type Pool,
  peerCount,
  pointsOf,
  readAttributes,
  seed,
} from "kindred/plugin";
import { z } from "zod";
import { type Learnt, learnWeights, samplePairs } from "./learn.js";

const parameters = z.strictObject({
  attributes: attributeListWithRequired
    .prefault(attendanceAttributes)
    .describe("The circumstances to learn weights for."),
  pairs: z.int().min(100).max(200_000).default(50_000).describe("Maximum number of pairs of schools to learn from."),
  seed: seed.describe("Selects the pairs: the same seed selects the same pairs."),
  ridge: z
    .number()
    .positive()
    .max(1000)
    .default(0.01)
    .describe("Draws the weights of correlated attributes together; a share of the mean variance of the differences."),
  k: peerCount.default(20).describe("Number of peers to find."),
});

type Parameters = z.infer<typeof parameters>;

export default defineStrategy<Parameters>({
  name: "learned-weights",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Nearest neighbours with learnt weights",
  description:
    "Finds the schools closest to yours as nearest-neighbour does, but learns from your block how much each " +
    "attribute goes with attendance, and weighs it by that. Use it to see how far results depend on chosen weights.",
  parameters,
  columns: ({ attributes }) => [
    ...columnsOf(attributes),
    { column: "attendance", missing: "ignored", role: "outcome" },
  ],

  match(pool, given) {
    const attributes = readAttributes(
      pool,
      given.attributes.map((choice) => ({ ...choice, weight: 1 })),
    );
    const { weights, ...learnt } = learn(pool, attributes, given);
    if (learnt.schools <= 10 * attributes.length)
      pool.warn(
        `only ${counted(learnt.schools, "school")} to learn the weights of ${counted(attributes.length, "attribute")} from`,
      );
    const isFlat = weights.every((weight) => weight === 0);
    if (isFlat) pool.warn("no attribute goes with differences in attendance: all attributes weigh the same");
    const used = isFlat ? attributes.map(({ weight }) => weight) : weights;
    const points = pointsOf(pool, attributes, { coverage: defaultCoverage, weights: used });
    return {
      ...nearestMatching(pool, points, given.k),
      learnt: { ...learnt, weights: Object.fromEntries(attributes.map(({ column }, at) => [column, used[at]])) },
    };
  },
});

/** Learns from the reference schools that have every attribute. */
function learn(pool: Pool, attributes: readonly Attribute[], { pairs: maxPairs, seed, ridge }: Parameters) {
  const { dimensions } = pointsOf(pool, attributes, { coverage: 1, weights: attributes.map(() => 1) });
  const attendance = pool.column("attendance");
  const complete = completeRows(pool, [attendance, ...dimensions]);
  const pairs = samplePairs(complete, maxPairs, seed);
  const learnt: Learnt = learnWeights(dimensions, attendance, pairs, ridge);
  return { ...learnt, schools: complete.length, pairs: pairs.length };
}
