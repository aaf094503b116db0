// The attendance that strategies learn from: the mean of the last three years.
import { attendanceColumns } from "../population/population.js";
import type { ColumnUse, Pool } from "./contract.js";

/** What a strategy that learns from `meanAttendance` adds to its columns. */
export const attendanceOutcomes: readonly ColumnUse[] = attendanceColumns.map((column) => ({
  column,
  missing: "ignored",
  role: "outcome",
}));

/** Per cent, over those of the three years that are published; NaN if none is. */
export function meanAttendance(pool: Pool): Float64Array {
  const years = attendanceColumns.map((column) => pool.column(column));
  return Float64Array.from({ length: pool.size }, (_, row) => {
    const published = years.map((year) => year[row]!).filter((value) => !Number.isNaN(value));
    return published.reduce((sum, value) => sum + value, 0) / published.length;
  });
}
