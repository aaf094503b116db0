// Reads release dates. Of two files of one kind, the later release supersedes the earlier.
import { KindredError } from "../errors.js";

/** @throws KindredError BAD_ARGUMENT unless the text is a date like 2026-04-01 */
export function readReleased(text: string): string {
  if (isDate(text)) return text;
  throw new KindredError("BAD_ARGUMENT", `'${text}' is not a release date: write it like 2026-04-01.`);
}

/**
 * The date in `edubasealldata20260401.csv`, `2026_07_03_matched_primary_schools_data.csv` or, day first,
 * in `spc_school_level_underlying_data_23112023.csv`; the first
 * of the month in `secondary_values_2026-05.csv`.
 */
export function releasedByName(name: string): string | null {
  const found = patterns.map((pattern) => pattern.exec(name)).find((match) => match !== null);
  const { year, month, day = "01" } = found?.groups ?? {};
  const date = `${year}-${month}-${day}`;
  return isDate(date) ? date : null;
}

/** No name fits both orders of eight digits: a month is not 20. */
const patterns = [
  /(?<!\d)(?<year>20\d{2})[-_]?(?<month>0\d|1[0-2])[-_]?(?<day>\d{2})(?!\d)/,
  /(?<!\d)(?<day>\d{2})(?<month>\d{2})(?<year>20\d{2})(?!\d)/,
  /(?<!\d)(?<year>20\d{2})-(?<month>\d{2})(?![\d-])/,
];

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
