// Text, numbers and dates as programs write them. Only what can be read in one way is read; the hints say why not.
import { Decimal } from "decimal.js";

/** Trims, drops invisible characters and makes non-breaking spaces plain spaces. */
export function cleanText(cell: string): string {
  return (beyondAscii.test(cell) ? cell.replace(invisible, "").replace(nonBreakingSpaces, " ") : cell).trim();
}

const beyondAscii = /[^\t\n\r -~]/;
const nonBreakingSpaces = /[\u00a0\u2007\u202f]/g;
/** Control characters (not tabs and line ends), soft hyphens, zero-width characters, direction and byte order marks. */
const invisible = /(?![\t\n\r])\p{Cc}|\p{Cf}/gu;

/**
 * The number's digits, or null. Reads `.5`, `1e+05` and `6.7e-05`, which statistics programs write for short.
 * `9.01E+05` gives null: a spreadsheet may have kept only the first digits of a longer number.
 */
export function parseDecimal(cell: string): string | null {
  if (/^-?\d+(\.\d+)?$/.test(cell)) return cell;
  if (/^-?(\.\d+|[1-9]e\+\d\d|[1-9](\.\d+)?e-\d\d)$/.test(cell)) return new Decimal(cell).toFixed();
  return null;
}

/** The digits of a whole number, or null. Reads `900121.0` as 900121. */
export function parseInteger(cell: string): string | null {
  if (/^-?\d+$/.test(cell)) return cell;
  return /^(-?\d+)(\.0+)?$/.exec(parseDecimal(cell) ?? "")?.[1] ?? null;
}

/** Why a cell that looks like a number is not read as one, where the reason is known. */
export function numberHint(cell: string): string | undefined {
  return numberHints.find(([pattern]) => pattern.test(cell))?.[1];
}

const numberHints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^[-+]?\d[\d.]*,[\d,.]*\d$/, "it has a comma, which may mean thousands or decimals; write it like 1234.5"],
  [/^[-+]?\d{1,3}( \d{3})+(\.\d+)?$/, "it has spaces; write it like 1234.5"],
  [/^[-+]?\d+(\.\d+)?e[-+]?\d+$/i, "it may have been rounded; write out all the digits"],
  [/^[-+]?[\d.,]+\s*%$/, "it has a per cent sign; write the number without it"],
  [/^(true|false)$/i, "write 1 for true and 0 for false"],
  [/^(nan|n\/a|na|null|none|x)$/i, "leave a missing figure empty, or write NA"],
  [/^#/, "it is a spreadsheet error, or the spreadsheet column was too narrow"],
];

/**
 * ISO date from day, month and year, or year, month and day, separated by `-`, `/` or `.`; or from a spreadsheet's
 * serial number (`44439`; four digits are more likely a year). A time of day is dropped. A time with a time zone must
 * be midnight: any other may belong to the day before.
 */
export function parseDate(cell: string): string | null {
  if (/^\d{5}(\.\d+)?$/.test(cell)) return fromSerial(Math.floor(Number(cell)));
  const { date = "", time = "", zone } = dateTime.exec(cell)?.groups ?? {};
  if (zone && !/^[T ]00:00(:00(\.0+)?)?$/.test(time)) return null;
  const { day, month, year } = (dayFirst.exec(date) ?? yearFirst.exec(date))?.groups ?? {};
  return day && month && year ? onCalendar(year, month, day) : null;
}

const dateTime = /^(?<date>[\d./-]+)((?<time>[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/;
const dayFirst = /^(?<day>\d{1,2})(?<by>[-/.])(?<month>\d{1,2})\k<by>(?<year>\d{4})$/;
const yearFirst = /^(?<year>\d{4})(?<by>[-/.])(?<month>\d{1,2})\k<by>(?<day>\d{1,2})$/;

/** Why a cell that looks like a date is not read as one, where the reason is known. */
export const dateHint = (cell: string): string | undefined =>
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/.test(cell) ? "the year has two digits; write all four" : undefined;

/** Day 0 of a spreadsheet is 30 December 1899. */
const fromSerial = (days: number): string => new Date(Date.UTC(1899, 11, 30 + days)).toISOString().slice(0, 10);

function onCalendar(year: string, month: string, day: string): string | null {
  if (year === "0000") return null; // the calendar has no year 0
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}
