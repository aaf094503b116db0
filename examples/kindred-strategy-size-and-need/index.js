// @ts-check
// Schools that stand alike among their kind by need and by size: nearest by ranks, which no outlier can stretch.
import { z } from "zod";

/** @import { ColumnUse, Pool, Strategy } from "kindred/plugin" */

const parameters = z.strictObject({
  k: z.int().min(1).max(200).default(20).describe("Peers a school is to have."),
});

/** @type {ColumnUse[]} */
const uses = [
  { column: "fsm", missing: "required" },
  { column: "roll", missing: "median" },
];

/** @type {Strategy<z.infer<typeof parameters>>} */
export default {
  name: "size-and-need",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Size and need",
  description:
    "Finds the schools that stand where yours stands among schools of its kind, by pupils on roll and by free school " +
    "meals. Use it where a few very large or very deprived schools would stretch any other scale.",
  parameters,
  columns: () => uses,

  match(pool, { k }) {
    const attributes = uses.map(({ column }) => column);
    const ranks = { attributes, dimensions: uses.map((use) => ranksOf(pool, use)) };
    const nearest = pool.nearest(ranks, { metric: "euclidean", k });
    const matches = nearest.map((peers, row) => {
      const missing = attributes.filter((column) => Number.isNaN(pool.column(column)[row]));
      return missing.includes("fsm")
        ? { row, unmatched: /** @type {const} */ ("MISSING_CIRCUMSTANCES"), missing }
        : { row, peers: peers ?? [], imputed: missing };
    });
    return { attributes, matches, between: pool.between(ranks, "euclidean") };
  },
};

/**
 * The share of the block's schools that have less, 0 to 1.
 * @param {Pool} pool
 * @param {ColumnUse} use
 */
function ranksOf(pool, { column, missing }) {
  const { statistics, reference } = pool;
  if (statistics.count(column) === 0) pool.warn(`no school of the block that has a published figure has ${column}`);
  if (statistics.sd(column) === 0) pool.warn(`${column} is the same for every school of the block and adds nothing`);
  const values = pool.column(column);
  const sorted = values.filter((value, row) => reference[row] === 1 && !Number.isNaN(value)).sort();
  return values.map((value) => {
    if (Number.isNaN(value) || sorted.length === 0) return missing === "median" ? 0.5 : Number.NaN;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(sorted[middle]) < value) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  });
}
