// Weighted Euclidean distance on scaled circumstances.
import { defineStrategy, type Match } from "../../src/matching/contract.js";
import { type Attribute, readAttributes } from "./attributes.js";
import { choicesOf, type Parameters, parameters } from "./parameters.js";

/** Of the weight of the block's attributes a school must have so much; the rest takes the block's median. */
const coverage = 0.7;

export default defineStrategy<Parameters>({
  name: "nearest-neighbour",
  version: "1.0.0",
  title: "Nearest neighbours",
  description:
    "Finds the schools whose pupils and circumstances are closest to yours, all attributes taken together, each by its " +
    "weight. Use it unless you have a reason for another: how much each attribute kept a peer apart is shown with it.",
  parameters,
  columns: (given) =>
    choicesOf(given).map(({ column, required }) => ({ column, missing: required ? "required" : "median" })),

  match(pool, given) {
    const attributes = readAttributes(pool, choicesOf(given));
    const missing = Array.from({ length: pool.size }, (_, row) =>
      attributes.filter(({ values }) => Number.isNaN(values[row])),
    );
    const dimensions = attributes.map(({ values, median, factor }) =>
      values.map((value, row) =>
        isEnough(missing[row]!) ? (Number.isNaN(value) ? median : value) * factor : Number.NaN,
      ),
    );
    const names = attributes.map(({ column }) => column);
    const nearest = pool.nearest({ attributes: names, dimensions }, { metric: "euclidean", k: given.k });
    return {
      attributes: names,
      matches: nearest.map((peers, row): Match => {
        const lacking = missing[row]!.map(({ column }) => column);
        // A school that has enough and is nobody's match all the same is in a block without anyone to compare it with.
        if (isEnough(missing[row]!)) return { row, peers: peers ?? [], imputed: lacking };
        return { row, unmatched: "MISSING_CIRCUMSTANCES", missing: lacking };
      }),
    };
  },
});

function isEnough(missing: readonly Attribute[]): boolean {
  const lost = missing.reduce((sum, { weight }) => sum + weight, 0);
  // Weights such as .15 + .1 + .05 add up to a little more than they should.
  return missing.every(({ required }) => !required) && lost <= 1 - coverage + 1e-9;
}
