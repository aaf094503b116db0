// Text, numbers and dates as programs write them. What can be read in one way only is read; the rest is refused by name.
import { Decimal } from "decimal.js";

/** Trimmed, without characters that nobody sees; spaces that do not break are spaces. */
export function cleanText(cell: string): string {
  return (beyondAscii.test(cell) ? cell.replace(unseen, "").replace(fixedSpaces, " ") : cell).trim();
}

const beyondAscii = /[^\t\n\r -~]/;
const fixedSpaces = /[\u00a0\u2007\u202f]/g;
/** Control characters but for tabs and line ends; soft hyphens, zero-width characters, marks of direction and of byte order. */
const unseen = /(?![\t\n\r])\p{Cc}|\p{Cf}/gu;

/**
 * The number's digits, or null: of `.5`, `1e+05` and `6.7e-05` too, as statistics programs write what is shorter so.
 * Large numbers of several digits, such as `9.01E+05`, are none: a spreadsheet wrote the first digits of a longer one.
 */
export function parseDecimal(cell: string): string | null {
  if (/^-?\d+(\.\d+)?$/.test(cell)) return cell;
  if (/^-?(\.\d+|[1-9]e\+\d\d|[1-9](\.\d+)?e-\d\d)$/.test(cell)) return new Decimal(cell).toFixed();
  return null;
}

/** The digits of a whole number, or null: of `900121.0` too. */
export function parseInteger(cell: string): string | null {
  return /^(-?\d+)(\.0+)?$/.exec(parseDecimal(cell) ?? "")?.[1] ?? null;
}

/** Why a cell that looks like a number is not read as one, where that can be told. */
export function numberHint(cell: string): string | undefined {
  return faults.find(([form]) => form.test(cell))?.[1];
}

const faults: readonly (readonly [form: RegExp, why: string])[] = [
  [/^[-+]?\d[\d.]*,[\d,.]*\d$/, "it has a comma, of thousands or decimals; write it like 1234.5"],
  [/^[-+]?\d{1,3}( \d{3})+(\.\d+)?$/, "it has spaces; write it like 1234.5"],
  [/^[-+]?\d+(\.\d+)?e[-+]?\d+$/i, "it may have been rounded; write all its digits"],
  [/^[-+]?[\d.,]+\s*%$/, "it has a per cent sign; write the number alone"],
  [/^(true|false)$/i, "write 1 for true and 0 for false"],
  [/^#/, "a spreadsheet wrote an error, or had too narrow a column"],
];

/**
 * ISO date of a day, month and year, or of a year, month and day, that have `-`, `/` or `.` between them; of the serial
 * number that a spreadsheet makes of a date (`44439`; four digits are more likely a year). A time of day is dropped.
 * With a time zone it has to be midnight: another may be of the day before.
 */
export function parseDate(cell: string): string | null {
  if (/^\d{5}(\.\d+)?$/.test(cell)) return fromSerial(Math.floor(Number(cell)));
  const { date = "", time = "", zone } = moment.exec(cell)?.groups ?? {};
  if (zone && !/^[T ]00:00(:00(\.0+)?)?$/.test(time)) return null;
  const { day, month, year } = (dayFirst.exec(date) ?? yearFirst.exec(date))?.groups ?? {};
  return day && month && year ? onCalendar(year, month, day) : null;
}

const moment = /^(?<date>[\d./-]+)((?<time>[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/;
const dayFirst = /^(?<day>\d{1,2})(?<by>[-/.])(?<month>\d{1,2})\k<by>(?<year>\d{4})$/;
const yearFirst = /^(?<year>\d{4})(?<by>[-/.])(?<month>\d{1,2})\k<by>(?<day>\d{1,2})$/;

/** Why a cell that looks like a date is not read as one, where that can be told. */
export const dateHint = (cell: string): string | undefined =>
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/.test(cell) ? "its year has two digits" : undefined;

/** Day 0 of a spreadsheet is 30 December 1899. */
const fromSerial = (days: number): string => new Date(Date.UTC(1899, 11, 30 + days)).toISOString().slice(0, 10);

function onCalendar(year: string, month: string, day: string): string | null {
  if (year === "0000") return null; // the calendar has no year 0
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}
