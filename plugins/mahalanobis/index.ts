// Mahalanobis distance: correlated attributes count once.
import {
  type Attribute,
  attributeList,
  column,
  completeRows,
  counted,
  defineStrategy,
  nearestMatching,
  type Points,
  type Pool,
  peerCount,
  plural,
  pointsOf,
  readAttributes,
} from "kindred/plugin";
import { z } from "zod";
import { covarianceOf, inverseRoot } from "./covariance.js";

const parameters = z.strictObject({
  attributes: attributeList
    .prefault(["fsm", "idaci", "senSupport", "eal", "ehcPlans", { column: "roll", log: true }, "urban"])
    .describe("The attributes to compare; a school that lacks one is not matched."),
  covariance: z
    .union([z.enum(["block", "region"]), z.strictObject({ within: column })])
    .default("block")
    .describe(
      "Where covariances are measured: over all schools of the block; or within groups and pooled, by region or by " +
        "the values of a column.",
    ),
  ridge: z
    .number()
    .min(0)
    .max(1)
    .default(1e-6)
    .describe(
      "Added to every variance, as a share of the mean variance of the scaled attributes: stops attributes that " +
        "follow from each other from deciding everything.",
    ),
  k: peerCount.default(20).describe("Number of peers to find."),
});

type Parameters = z.infer<typeof parameters>;

export default defineStrategy<Parameters>({
  name: "mahalanobis",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Mahalanobis distance",
  description:
    "Finds the schools whose pupils and circumstances are closest to yours, allowing for attributes that go " +
    "together: where free school meals and deprivation rise and fall as one, they count as one. Use it to avoid " +
    "choosing weights.",
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
    // Complete cases only, each attribute in standard deviations.
    const scaled = pointsOf(pool, attributes, { coverage: 1, weights: attributes.map(() => 1) });
    const whitened = { ...scaled, dimensions: whiten(pool, attributes, scaled, given) };
    return nearestMatching(pool, whitened, given.k);
  },
});

/** The group whose mean a row varies about; rows whose group is unknown form one more group. */
function groupIn(pool: Pool, covariance: Parameters["covariance"]): (row: number) => number {
  if (covariance === "block") return () => 0;
  if (covariance === "region") return (row) => pool.region[row]!;
  const values = pool.column(covariance.within);
  return (row) => values[row]!;
}

/**
 * Points whose Euclidean distance is the Mahalanobis distance. Of all roots of the inverse covariance of the scaled
 * attributes, the symmetric one keeps each dimension closest to its own attribute, so the squared difference in it is
 * that attribute's share (Garthwaite and Koch's corr-max). Attributes that do not vary are unchanged: 0, or missing.
 * @throws Error if the covariance has no inverse
 */
function whiten(
  pool: Pool,
  attributes: readonly Attribute[],
  { dimensions }: Pick<Points, "dimensions">,
  { covariance, ridge }: Pick<Parameters, "covariance" | "ridge">,
): readonly Float64Array[] {
  const varying = dimensions.filter((_, at) => attributes[at]!.unit > 0);
  const complete = completeRows(pool, varying);
  if (varying.length === 0) return dimensions;
  if (complete.length <= varying.length)
    pool.warn(
      `${counted(complete.length, "school")} ${plural(complete.length, "is", "are")} too few to measure how ${counted(varying.length, "attribute")} ${plural(varying.length, "varies", "vary")} together`,
    );
  const matrix = covarianceOf(varying, complete, groupIn(pool, covariance));
  if (!matrix) return dimensions;
  const added = (ridge * matrix.reduce((sum, row, at) => sum + row[at]!, 0)) / matrix.length;
  const root = inverseRoot(matrix.map((row, i) => row.map((value, j) => (i === j ? value + added : value))));
  if (!root) {
    const names = attributes.filter(({ unit }) => unit > 0).map(({ column }) => column);
    throw new Error(
      `block ${pool.block}: some of ${names.join(", ")} follow from the others, or there are too few schools: ` +
        "leave one out, or set a ridge above 0",
    );
  }
  let next = 0;
  return dimensions.map((own, at) => {
    if (!(attributes[at]!.unit > 0)) return own;
    const factors = root[next++]!;
    return own.map((_, row) => varying.reduce((sum, values, d) => sum + factors[d]! * values[row]!, 0));
  });
}
