// The cells of a block: schools that are in the same interval of every column.
import type { Attribute, ColumnName, Pool } from "kindred/plugin";
import { cutPoints, intervalOf } from "./cuts.js";
import type { Parameters } from "./parameters.js";

/** The cell of a row without enough figures. */
const none = -1;

interface Cells {
  /** The rows of `others` that are in the row's cell, in their order. */
  matesOf(row: number, others: Int32Array): Int32Array;
  /** The number of cells that schools are in. */
  readonly count: number;
  /** Each column's cut points; none for a column whose values are intervals of their own. */
  readonly cutPoints: Readonly<Record<ColumnName, readonly number[]>>;
  /** A row's cell in words. */
  label(row: number): string;
}

interface Coarsened {
  readonly column: ColumnName;
  /** Null if each value is an interval of its own. */
  readonly cuts: readonly number[] | null;
  /** A missing number is the block's median; a missing category is NaN. */
  readonly values: Float64Array;
}

/** @param isEnough whether a row has enough figures; the others are in no cell */
export function cellsOf(
  pool: Pool,
  attributes: readonly Attribute[],
  isEnough: readonly boolean[],
  given: Parameters["attributes"],
): Cells {
  const columns = attributes.map(({ column }): Coarsened => {
    const { cuts } = given[column]!;
    const missing = cuts === "category" ? Number.NaN : pool.statistics.median(column);
    const values = pool.column(column).map((value) => (Number.isNaN(value) ? missing : value));
    return { column, cuts: cutPoints(pool, column, cuts), values };
  });
  const cells = new Map<string, number>();
  const cellOf = Int32Array.from(isEnough, (enough, row) => {
    if (!enough) return none;
    const cell = columns.map(({ cuts, values }) => (cuts ? intervalOf(values[row]!, cuts) : values[row]!)).join();
    if (!cells.has(cell)) cells.set(cell, cells.size);
    return cells.get(cell)!;
  });
  return {
    matesOf: (row, others) => {
      const mates = new Int32Array(others.length);
      let count = 0;
      // A block has up to 16,800 x 16,800 pairs.
      for (let at = 0; at < others.length; at++) if (cellOf[others[at]!] === cellOf[row]) mates[count++] = others[at]!;
      return mates.subarray(0, count);
    },
    count: cells.size,
    cutPoints: Object.fromEntries(columns.flatMap(({ column, cuts }) => (cuts ? [[column, cuts]] : []))),
    label: (row) => columns.flatMap((column) => labelOf(column, row) ?? []).join(", ") || "the whole block",
  };
}

/** Null for a column that is not cut. */
function labelOf({ column, cuts, values }: Coarsened, row: number): string | null {
  const value = values[row]!;
  if (!cuts) return `${column} ${Number.isNaN(value) ? "unknown" : value}`;
  if (cuts.length === 0) return null;
  const interval = intervalOf(value, cuts);
  const written = cuts.map((cut) => Number(cut.toPrecision(6)));
  if (interval === 0) return `${column} below ${written[0]}`;
  const from = written[interval - 1];
  return interval === cuts.length
    ? `${column} ${from} or more`
    : `${column} from ${from} to below ${written[interval]}`;
}
