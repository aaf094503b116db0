// Reads release dates. Of two files of one kind, the later release supersedes the earlier.
import { KindredError } from "../errors.js";

/** @throws KindredError BAD_ARGUMENT unless the text is a date like 2026-04-01 */
export function readReleased(text: string): string {
  if (isDate(text)) return text;
  throw new KindredError("BAD_ARGUMENT", `'${text}' is not a release date: write it like 2026-04-01.`);
}

/**
 * The date in `edubasealldata20260401.csv` or `2026_07_03_matched_primary_schools_data.csv`, or the first of the month in
 * `secondary_values_2026-05.csv`.
 */
export function releasedByName(name: string): string | null {
  const day = /(?<!\d)(20\d{2})[-_]?(\d{2})[-_]?(\d{2})(?!\d)/.exec(name);
  const month = /(?<!\d)(20\d{2})-(\d{2})(?![\d-])/.exec(name);
  const date = day ? `${day[1]}-${day[2]}-${day[3]}` : month ? `${month[1]}-${month[2]}-01` : null;
  return date && isDate(date) ? date : null;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
