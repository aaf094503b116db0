// What the four files of the "Compare school performance" download have in common.
import type { RowReader } from "../row-reader.js";
import type { FileOption } from "../source.js";

export const performanceTables = {
  name: "performanceTables",
  description: "england_abs, england_census, england_spine, la_and_region_codes_meta",
  takes: "folder",
  needsYear: true,
} as const satisfies FileOption;

/** National rows are among the schools, with `NAT` in either column. */
export const isSummary = (row: RowReader) => ["URN", "LA"].some((column) => row.cell(column) === "NAT");
export const summary = { skipped: "summary row" } as const;

export const readLaAndNumber = (row: RowReader) => ({
  laCode: row.integer("LA", 1, 999),
  establishmentNumber: row.integer(row.has("ESTAB") ? "ESTAB" : "Estab", 0, 9999), // `Estab` since 2024/25
});
