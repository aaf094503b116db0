// Weighted Euclidean distance on scaled circumstances.

import {
  chosenAttributes,
  defaultCoverage,
  defineStrategy,
  isPresetOrAttributes,
  matchesOf,
  pointsOf,
  presetOrAttributes,
  presetShape,
  readAttributes,
  withDefaults,
} from "kindred/plugin";
import { z } from "zod";

const parameters = z.strictObject(presetShape).refine(isPresetOrAttributes, presetOrAttributes).transform(withDefaults);

export default defineStrategy<z.infer<typeof parameters>>({
  name: "nearest-neighbour",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Nearest neighbours",
  description:
    "Finds the schools whose pupils and circumstances are closest to yours, all attributes taken together, each with " +
    "its weight. Use it unless you have a reason not to. It shows every attribute's share of each distance.",
  parameters,
  columns: (given) =>
    chosenAttributes(given).map(({ column, required }) => ({ column, missing: required ? "required" : "median" })),

  match(pool, given) {
    const points = pointsOf(pool, readAttributes(pool, chosenAttributes(given)), { coverage: defaultCoverage });
    const nearest = pool.nearest(points, { metric: "euclidean", k: given.k });
    return {
      attributes: points.attributes,
      matches: matchesOf(points, nearest),
      between: pool.between(points, "euclidean"),
    };
  },
});
