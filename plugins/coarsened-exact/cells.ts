// The cells of a block: schools that are in the same interval of every column.
import type { Attribute, ColumnName, Pool } from "kindred/plugin";
import { cutPoints, intervalOf } from "./cuts.js";
import type { Parameters } from "./parameters.js";

export interface Cells {
  /** For each row the number of its cell. */
  readonly of: Int32Array;
  /** The number of cells that schools are in. */
  readonly count: number;
  /** Each column's cut points; none for a column whose values are intervals of their own. */
  readonly cutPoints: Readonly<Record<ColumnName, readonly number[]>>;
  /** A row's cell in words. */
  label(row: number): string;
}

/** One column: the interval of each row, and the interval in words. */
interface Coarsened {
  readonly column: ColumnName;
  readonly cuts: readonly number[] | null;
  /** A missing number is the block's median; a missing category is NaN. */
  readonly values: Float64Array;
}

export function cellsOf(pool: Pool, attributes: readonly Attribute[], given: Parameters["attributes"]): Cells {
  const columns = attributes.map(({ column }): Coarsened => {
    const { cuts } = given[column]!;
    const missing = cuts === "category" ? Number.NaN : pool.statistics.median(column);
    const values = pool.column(column).map((value) => (Number.isNaN(value) ? missing : value));
    return { column, cuts: cutPoints(pool, column, cuts), values };
  });
  const cells = new Map<string, number>();
  const of = Int32Array.from({ length: pool.size }, (_, row) => {
    const cell = columns.map(({ cuts, values }) => (cuts ? intervalOf(values[row]!, cuts) : values[row]!)).join();
    if (!cells.has(cell)) cells.set(cell, cells.size);
    return cells.get(cell)!;
  });
  return {
    of,
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
  const [from, below] = [cuts[interval - 1], cuts[interval]].map((cut) => cut && Number(cut.toPrecision(6)));
  if (from === undefined) return `${column} below ${below}`;
  return below === undefined ? `${column} ${from} or more` : `${column} from ${from} to below ${below}`;
}
