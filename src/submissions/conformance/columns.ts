// What the two files of the kit share: their columns, and how a school is written and ordered.
import { KindredError } from "../../errors.js";
import type { RowReader } from "../../import/row-reader.js";
import { parseInteger } from "../../import/written.js";
import { namesOf } from "../../table/header.js";
import { assertAggregates } from "../aggregates-only.js";

/** @throws KindredError WRONG_FILE where a column is missing, or may name a pupil */
export function assertColumns(
  header: ReadonlyMap<string, number>,
  columns: readonly string[],
  what: string,
  file: string,
): void {
  assertAggregates(header.keys(), file);
  const missing = columns.filter((column) => !header.has(column));
  if (missing.length === 0) return;
  throw new KindredError(
    "WRONG_FILE",
    `${file} lacks ${missing.join(", ")}. ${what} has the columns ${columns.join(",")}; this file has ${namesOf(header)}.`,
  );
}

/** The identifier of a school as text; `100001.0`, as some programs write numbers, is 100001. @throws RowRejected */
export function schoolIn(row: RowReader): string {
  const cell = row.cell("school");
  const school = parseInteger(cell) ?? cell;
  if (school === "") row.reject("school", "no school");
  if (school.length > 100) row.reject("school", "longer than 100 characters");
  if (/^[=+\-@]/.test(school))
    row.reject("school", "begins with =, +, - or @, which a spreadsheet takes for a formula");
  return school;
}

/** Identifiers of digits alone come first, as numbers; then the others, by code units. */
export function compareSchools(a: string, b: string): number {
  const [one, other] = [digitsOf(a), digitsOf(b)];
  if (one !== null && other !== null) return one.length - other.length || order(one, other) || order(a, b);
  if (one !== null || other !== null) return one !== null ? -1 : 1;
  return order(a, b);
}

/** Without leading zeros; null if it has another character. */
const digitsOf = (school: string): string | null => (/^\d+$/.test(school) ? school.replace(/^0+/, "") : null);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
