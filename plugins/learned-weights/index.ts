// Nearest neighbours by weights that the block's own attendance teaches.

import {
  type Attribute,
  attendanceAttributes,
  attributeListWithRequired,
  defineStrategy,
  matchesOf,
  type Pool,
  peerCount,
  pointsOf,
  readAttributes,
  usualCoverage,
} from "kindred/plugin";
import { z } from "zod";
import { type Learnt, learnWeights } from "./learn.js";
import { samplePairs } from "./pairs.js";

const parameters = z.strictObject({
  attributes: attributeListWithRequired
    .prefault(attendanceAttributes)
    .describe("The circumstances whose weights are learnt."),
  pairs: z.int().min(100).max(200_000).default(50_000).describe("Pairs of schools to learn from, at most."),
  seed: z.int().min(0).max(2_147_483_647).default(1).describe("Which pairs: the same for the same seed."),
  ridge: z
    .number()
    .positive()
    .max(1000)
    .default(0.01)
    .describe("Draws the weights of attributes that go together towards each other; as a share of the mean variance."),
  k: peerCount.default(20).describe("Peers a school is to have."),
});

type Parameters = z.infer<typeof parameters>;

export default defineStrategy<Parameters>({
  name: "learned-weights",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Nearest neighbours by learnt weights",
  description:
    "Finds the schools closest to yours as nearest-neighbour does, but learns from your block how much each attribute " +
    "goes with attendance, and weighs it by that. Use it to see what depends on weights that somebody chose.",
  parameters,
  columns: ({ attributes }) => [
    ...attributes.map(({ column, required }) => ({ column, missing: required ? "required" : "median" }) as const),
    { column: "attendance", missing: "ignored", role: "outcome" },
  ],

  match(pool, given) {
    const attributes = readAttributes(
      pool,
      given.attributes.map((choice) => ({ ...choice, weight: 1 })),
    );
    const { weights, ...learnt } = learn(pool, attributes, given);
    if (learnt.schools <= 10 * attributes.length)
      pool.warn(`${learnt.schools} schools are few to learn the weights of ${attributes.length} attributes from`);
    const isFlat = weights.every((weight) => weight === 0);
    if (isFlat) pool.warn("no attribute's differences go with differences in attendance: all weigh the same");
    const used = isFlat ? attributes.map(({ weight }) => weight) : weights;
    const points = pointsOf(pool, attributes, { coverage: usualCoverage, weights: used });
    const nearest = pool.nearest(points, { metric: "euclidean", k: given.k });
    return {
      attributes: points.attributes,
      matches: matchesOf(points, nearest),
      between: pool.between(points, "euclidean"),
      learnt: { ...learnt, weights: Object.fromEntries(attributes.map(({ column }, at) => [column, used[at]])) },
    };
  },
});

/** From the reference schools that lack nothing. */
function learn(pool: Pool, attributes: readonly Attribute[], { pairs: atMost, seed, ridge }: Parameters) {
  const { dimensions } = pointsOf(pool, attributes, { coverage: 1, weights: attributes.map(() => 1) });
  const attendance = pool.column("attendance");
  const whole = Array.from(attendance.keys()).filter(
    (row) => pool.reference[row] === 1 && [attendance, ...dimensions].every((values) => !Number.isNaN(values[row])),
  );
  const pairs = samplePairs(whole, atMost, seed);
  const learnt: Learnt = learnWeights(dimensions, attendance, pairs, ridge);
  return { ...learnt, schools: whole.length, pairs: pairs.length };
}
