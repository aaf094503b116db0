// Mahalanobis distance: attributes that go together count once.

import {
  type Attribute,
  attributeList,
  column,
  defineStrategy,
  matchesOf,
  type Points,
  type Pool,
  peerCount,
  pointsOf,
  readAttributes,
} from "kindred/plugin";
import { z } from "zod";
import { covarianceOf } from "./covariance.js";
import { inverseRoot } from "./inverse-root.js";

const parameters = z.strictObject({
  attributes: attributeList
    .prefault(["fsm", "idaci", "senSupport", "eal", "ehcPlans", { column: "roll", log: true }, "urban"])
    .describe("What schools are compared by; a school that lacks one is not matched."),
  covariance: z
    .union([z.enum(["block", "region"]), z.strictObject({ within: column })])
    .default("block")
    .describe(
      "How attributes vary together: among all schools of the block; or, pooled, among those of the same region, or of " +
        "the same value in a column.",
    ),
  ridge: z
    .number()
    .min(0)
    .max(1)
    .default(1e-6)
    .describe(
      "What is added to every variance, as a share of the mean variance of the scaled attributes: keeps attributes that " +
        "follow from each other from deciding everything.",
    ),
  k: peerCount.default(20).describe("Peers a school is to have."),
});

type Parameters = z.infer<typeof parameters>;

export default defineStrategy<Parameters>({
  name: "mahalanobis",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Mahalanobis distance",
  description:
    "Finds the schools whose pupils and circumstances are closest to yours, allowing for what goes together: where " +
    "free school meals and deprivation rise and fall as one, they count as one. Use it where no weights should be chosen.",
  parameters,
  columns: ({ attributes, covariance }) => [
    ...attributes.map(({ column }) => ({ column, missing: "required" }) as const),
    ...(typeof covariance === "object"
      ? [{ column: covariance.within, missing: "ignored", role: "category" } as const]
      : []),
  ],

  match(pool, given) {
    const choices = given.attributes.map((choice) => ({ ...choice, weight: 1, required: false }));
    const attributes = readAttributes(pool, choices);
    // Complete cases of what anybody in the block has, each attribute in standard deviations.
    const scaled = pointsOf(pool, attributes, { coverage: 1, weights: attributes.map(() => 1) });
    const whitened = { attributes: scaled.attributes, dimensions: whiten(pool, attributes, scaled, given) };
    const nearest = pool.nearest(whitened, { metric: "euclidean", k: given.k });
    return {
      attributes: whitened.attributes,
      matches: matchesOf(scaled, nearest),
      between: pool.between(whitened, "euclidean"),
    };
  },
});

/** Rows of the same group vary about the same mean; those of which it is unknown are one more. */
function groupIn(pool: Pool, covariance: Parameters["covariance"]): (row: number) => number {
  if (covariance === "block") return () => 0;
  if (covariance === "region") return (row) => pool.region[row]!;
  const values = pool.column(covariance.within);
  return (row) => values[row]!;
}

/**
 * Points whose plain distance is the Mahalanobis distance. The root is the symmetric one of the scaled attributes'
 * covariance: of all roots it keeps each dimension nearest to its own attribute, so that the squared difference in it is
 * that attribute's share (Garthwaite and Koch's corr-max). What does not vary stays as it is: 0, or missing.
 * @throws Error where the covariance has no inverse
 */
export function whiten(
  pool: Pool,
  attributes: readonly Attribute[],
  { dimensions }: Pick<Points, "dimensions">,
  { covariance, ridge }: Pick<Parameters, "covariance" | "ridge">,
): readonly Float64Array[] {
  const varying = dimensions.filter((_, at) => attributes[at]!.unit > 0);
  const complete = Int32Array.from(pool.reference.keys()).filter(
    (row) => pool.reference[row] === 1 && varying.every((values) => !Number.isNaN(values[row])),
  );
  if (varying.length === 0) return dimensions;
  if (complete.length <= varying.length)
    pool.warn(`${complete.length} schools are too few to tell how ${varying.length} attributes vary together`);
  const found = covarianceOf(varying, complete, groupIn(pool, covariance));
  if (!found) return dimensions;
  const added = (ridge * found.reduce((sum, row, at) => sum + row[at]!, 0)) / found.length;
  const root = inverseRoot(found.map((row, i) => row.map((value, j) => (i === j ? value + added : value))));
  if (!root) {
    const names = attributes.filter(({ unit }) => unit > 0).map(({ column }) => column);
    throw new Error(
      `block ${pool.block}: of ${names.join(", ")} some follow from the others, or there are too few schools: ` +
        "leave one out, or give a ridge above 0",
    );
  }
  let next = 0;
  return dimensions.map((own, at) => {
    if (!(attributes[at]!.unit > 0)) return own;
    const factors = root[next++]!;
    return own.map((_, row) => varying.reduce((sum, values, d) => sum + factors[d]! * values[row]!, 0));
  });
}
