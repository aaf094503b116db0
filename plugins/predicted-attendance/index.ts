// Nearest neighbours by predicted attendance, learnt from what schools in the same circumstances achieved.
import {
  attendanceAttributes,
  attendanceOutcomes,
  attributeListWithRequired,
  columnsOf,
  completeRows,
  counted,
  defaultCoverage,
  defineStrategy,
  foldOfUrn,
  matchesOf,
  meanAttendance,
  peerCount,
  pointsOf,
  predictOutOfFold,
  readAttributes,
} from "kindred/plugin";
import { z } from "zod";

const parameters = z.strictObject({
  attributes: attributeListWithRequired
    .prefault(attendanceAttributes)
    .describe("The circumstances to predict attendance from."),
  folds: z
    .int()
    .min(2)
    .max(50)
    .default(10)
    .describe("Number of groups; a school's prediction is learnt from the others."),
  k: peerCount.default(60).describe("Number of peers to find."),
});

export default defineStrategy<z.infer<typeof parameters>>({
  name: "predicted-attendance",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Same expected attendance",
  description:
    "Predicts attendance from circumstances, based on what schools of your kind achieved in the last three years, " +
    "and finds the schools with the nearest prediction. Use it to see whether you do better or worse than expected.",
  parameters,
  columns: ({ attributes }) => [...columnsOf(attributes), ...attendanceOutcomes],

  match(pool, { attributes: listed, folds, k }) {
    const attributes = readAttributes(
      pool,
      listed.map((choice) => ({ ...choice, weight: 1 })),
    );
    const points = pointsOf(pool, attributes, { coverage: defaultCoverage, weights: attributes.map(() => 1) });
    const outcome = meanAttendance(pool);
    const learnFrom = completeRows(pool, [outcome, ...points.dimensions]);
    if (learnFrom.length <= 10 * attributes.length)
      pool.warn(
        `only ${counted(learnFrom.length, "school")} to learn how attendance goes with ${counted(attributes.length, "attribute")}`,
      );
    const { predictions, whole, r2 } = predictOutOfFold(points.dimensions, outcome, learnFrom, (row) =>
      foldOfUrn(pool.urn[row]!, folds),
    );
    if (r2 !== null && r2 <= 0) pool.warn("out of sample, the predictions are no better than the mean attendance");
    const matrix = { attributes: ["predictedAttendance"], dimensions: [predictions] };
    return {
      attributes: matrix.attributes,
      matches: matchesOf(points, pool.nearest(matrix, { metric: "euclidean", k })),
      between: pool.between(matrix, "euclidean"),
      learnt: {
        schools: learnFrom.length,
        // Percentage points of attendance per standard deviation.
        coefficients: Object.fromEntries(attributes.map(({ column }, at) => [column, whole.coefficients[at]])),
        outOfFoldR2: r2,
      },
    };
  },
});
