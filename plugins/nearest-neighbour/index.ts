// Weighted Euclidean distance on scaled circumstances.
import {
  chosenAttributes,
  columnsOf,
  defaultCoverage,
  defineStrategy,
  isPresetOrAttributes,
  nearestMatching,
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
  columns: (given) => columnsOf(chosenAttributes(given)),

  match(pool, given) {
    const points = pointsOf(pool, readAttributes(pool, chosenAttributes(given)), { coverage: defaultCoverage });
    return nearestMatching(pool, points, given.k);
  },
});
