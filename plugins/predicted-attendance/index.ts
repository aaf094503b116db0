// Schools of which the same attendance is to be expected, by what schools in their circumstances achieved.

import {
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
import { foldOfUrn, predictOutOfFold } from "./out-of-fold.js";

const parameters = z.strictObject({
  attributes: attributeListWithRequired
    .prefault(attendanceAttributes)
    .describe("The circumstances from which attendance is predicted."),
  folds: z.int().min(2).max(50).default(10).describe("A school's prediction is learnt from the other folds' schools."),
  k: peerCount.default(60).describe("Peers a school is to have."),
});

/** Years that are never used are missing here. */
const attendance = ["attendance", "attendanceYearBefore", "attendanceTwoYearsBefore"] as const;

export default defineStrategy<z.infer<typeof parameters>>({
  name: "predicted-attendance",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "The same attendance to be expected",
  description:
    "Predicts attendance from circumstances, as schools of your kind achieved it in the last three years, and finds the " +
    "schools with the nearest prediction. Use it to ask whether you do better or worse than is to be expected.",
  parameters,
  columns: ({ attributes }) => [
    ...attributes.map(({ column, required }) => ({ column, missing: required ? "required" : "median" }) as const),
    ...attendance.map((column) => ({ column, missing: "ignored", role: "outcome" }) as const),
  ],

  match(pool, { attributes: listed, folds, k }) {
    const attributes = readAttributes(
      pool,
      listed.map((choice) => ({ ...choice, weight: 1 })),
    );
    const points = pointsOf(pool, attributes, { coverage: usualCoverage, weights: attributes.map(() => 1) });
    const outcome = meanAttendance(pool);
    const learnFrom = Array.from(outcome.keys()).filter(
      (row) =>
        pool.reference[row] === 1 &&
        !Number.isNaN(outcome[row]) &&
        points.dimensions.every((values) => !Number.isNaN(values[row])),
    );
    if (learnFrom.length <= 10 * attributes.length)
      pool.warn(
        `${learnFrom.length} schools are few to learn from how attendance goes with ${attributes.length} attributes`,
      );
    const { predictions, whole, r2 } = predictOutOfFold(points.dimensions, outcome, learnFrom, (row) =>
      foldOfUrn(pool.urn[row]!, folds),
    );
    if (r2 !== null && r2 <= 0)
      pool.warn("attendance of schools that were not learnt from is predicted no better than by the mean");
    const matrix = { attributes: ["predictedAttendance"], dimensions: [predictions] };
    return {
      attributes: matrix.attributes,
      matches: matchesOf(points, pool.nearest(matrix, { metric: "euclidean", k })),
      between: pool.between(matrix, "euclidean"),
      learnt: {
        schools: learnFrom.length,
        // Percentage points of attendance for one standard deviation more.
        coefficients: Object.fromEntries(attributes.map(({ column }, at) => [column, whole.coefficients[at]])),
        outOfFoldR2: r2,
      },
    };
  },
});

/** Per cent, of whichever of the three years are known; NaN where none is. */
function meanAttendance(pool: Pool): Float64Array {
  const years = attendance.map((column) => pool.column(column));
  return Float64Array.from({ length: pool.size }, (_, row) => {
    const known = years.map((year) => year[row]!).filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
