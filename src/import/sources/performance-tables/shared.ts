// What the files of the "Compare school performance" download have in common.
import type { RowReader } from "../../row-reader.js";
import type { FileOption } from "../../source.js";
import { yearInName } from "../../year-in-name.js";

export const performanceTables = {
  name: "performanceTables",
  description:
    "england_abs, england_census, england_cfr, england_school_information or england_spine, la_and_region_codes_meta",
  takes: "folder",
  needsYear: true,
  yearInName,
} as const satisfies FileOption;

/** Names of a file of England or of one local authority, alone or with its year in front. */
export const namesOf = (data: string): RegExp => new RegExp(`^(\\d{4}-\\d{4}_)?(england|\\d{3})_(${data})\\.csv$`, "i");

/**
 * Rows of England and of a local authority are among the schools: `NAT` or `LA` in the column of the URN or of the
 * authority, or a phase (`PRI`) in place of the school's number, without a URN.
 */
export function isSummary(row: RowReader): boolean {
  const cells = ["URN", "LA"].map((column) => row.cell(column));
  return cells.some((cell) => cell === "NAT" || cell === "LA") || (!cells[0] && /^[A-Z]{3}$/.test(row.cell("ESTAB")));
}
export const summary = { skipped: "summary row" } as const;

export const readLaAndNumber = (row: RowReader) => ({
  laCode: row.integer("LA", 1, 999),
  establishmentNumber: row.integer("ESTAB", 0, 9999),
});
