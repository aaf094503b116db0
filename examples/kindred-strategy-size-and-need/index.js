// @ts-check
// Nearest neighbours by rank in need and in size: ranks are not stretched by outliers.
import { z } from "zod";

/** @import { ColumnUse, Pool, Strategy } from "kindred/plugin" */

const parameters = z.strictObject({
  k: z.int().min(1).max(200).default(20).describe("Number of peers to find."),
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
    "Finds the schools whose rank among schools of their kind is closest to yours, by pupils on roll and by free " +
    "school meals. Use it where a few very large or very deprived schools would stretch any other scale.",
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
 * Each school's rank: the share of the block's schools that have a lower value, 0 to 1.
 * @param {Pool} pool
 * @param {ColumnUse} use
 */
function ranksOf(pool, { column, missing }) {
  const { statistics, reference } = pool;
  if (statistics.count(column) === 0) pool.warn(`no school in the block with published attendance has ${column}`);
  if (statistics.sd(column) === 0) pool.warn(`${column} is the same for every school in the block and has no effect`);
  const values = pool.column(column);
  const sorted = values.filter((value, row) => reference[row] === 1 && !Number.isNaN(value)).sort();
  return values.map((value) => {
    if (Number.isNaN(value) || sorted.length === 0) return missing === "median" ? 0.5 : Number.NaN;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(sorted[middle]) < value) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  });
}
