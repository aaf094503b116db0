// Weighted Euclidean distance on scaled circumstances.

import {
  chosenAttributes,
  defineStrategy,
  fillIn,
  isOneChoice,
  matchesOf,
  oneChoice,
  pointsOf,
  presetShape,
  readAttributes,
  usualCoverage,
} from "kindred/plugin";
import { z } from "zod";

const parameters = z.strictObject(presetShape).refine(isOneChoice, oneChoice).transform(fillIn);

export default defineStrategy<z.infer<typeof parameters>>({
  name: "nearest-neighbour",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Nearest neighbours",
  description:
    "Finds the schools whose pupils and circumstances are closest to yours, all attributes taken together, each by its " +
    "weight. Use it unless you have a reason for another: how much each attribute kept a peer apart is shown with it.",
  parameters,
  columns: (given) =>
    chosenAttributes(given).map(({ column, required }) => ({ column, missing: required ? "required" : "median" })),

  match(pool, given) {
    const points = pointsOf(pool, readAttributes(pool, chosenAttributes(given)), { coverage: usualCoverage });
    const nearest = pool.nearest(points, { metric: "euclidean", k: given.k });
    return {
      attributes: points.attributes,
      matches: matchesOf(points, nearest),
      between: pool.between(points, "euclidean"),
    };
  },
});
