// Whether a row of a school is about the whole year and all pupils. Releases have the same columns for a single term,
// and divide figures by further columns.
import { type Labels, labels, meaningOf } from "../../labels.js";
import type { RowReader } from "../../row-reader.js";

/**
 * Name of a whole year -> the last academic year that it is the whole of; null for every year. Until 2011/12 absence
 * was collected for five of the six half terms only. Later releases still publish five half terms, for comparison.
 */
const wholeYears: Labels<string | null> = labels({
  "Academic year": null,
  "Full year": null,
  "Six half terms": null,
  "Five half terms": "2011/12",
});

/** Only the data set of four-year-olds counts pupils without those persistently absent; else its columns are the same. */
const isOfFourYearOlds = (row: RowReader) => row.has("enrolments") && !row.has("enrolments_pa_10_exact_percent");

const allPupils: Labels<true> = labels({ Total: true });

/**
 * Why the row is skipped, or null where it is about the whole year and all pupils of the school.
 * @param year academic year like `2011/12`; null if it is not one
 */
export function partOf(row: RowReader, year: string | null): string | null {
  for (const column of ["time_identifier", "year_breakdown"]) {
    const name = row.cell(column);
    if (!row.has(column) || (column === "year_breakdown" && name === "")) continue;
    const lastYear = meaningOf(wholeYears, name);
    const isWhole = lastYear === null || (lastYear !== undefined && (year ?? "") <= lastYear);
    if (!isWhole) return `part of a year: ${name || "unknown"}`;
  }
  if (isOfFourYearOlds(row))
    return "part of a school: four-year-olds, as there are enrolments and no persistent absence";
  for (const column of ["breakdown", "breakdown_topic", "characteristic"]) {
    const name = row.cell(column);
    if (row.has(column) && !meaningOf(allPupils, name)) return `part of a school: ${name || "unknown"}`;
  }
  return null;
}
