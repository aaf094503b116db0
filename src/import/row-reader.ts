// A row of a file, read by column name. What cannot be true rejects the row.
import { cleanText, dateHint, numberHint, parseDate, parseDecimal, parseInteger } from "./written.js";

/** Why one row is not stored. Thrown while it is read, and kept with its line. */
export class RowRejected extends Error {
  readonly reason: string;

  /**
   * @param cause the same words for every row that is rejected for it, so that they can be counted
   * @param detail what is particular to this row
   */
  constructor(
    readonly column: string,
    readonly value: string,
    override readonly cause: string,
    detail?: string,
  ) {
    super(cause);
    this.reason = detail === undefined ? cause : `${cause}: ${detail}`;
  }
}

/** What publishers write where there is no figure: suppressed, not applicable, not available, low, … or nothing. */
const missingCodes: ReadonlySet<string> = new Set([
  "",
  "SUPP",
  "NA",
  "NE",
  "NP",
  "DNS",
  "x",
  "z",
  "c",
  "low",
  "k",
  "u",
  ":",
  "..",
  ".",
  "-",
  "–",
  "—",
]);

export const isMissing = (cell: string): boolean => missingCodes.has(cell);

/** Characters of a cell. The longest published are of about 100; the database can neither index nor count with endless ones. */
const longest = 500;

/** For messages, and for what is kept of a rejected row. */
export const abbreviate = (text: string): string => (text.length > 100 ? `${text.slice(0, 99)}…` : text);

export class RowReader {
  constructor(
    readonly line: number,
    private readonly columns: ReadonlyMap<string, number>,
    private readonly cells: readonly string[],
  ) {}

  has(column: string): boolean {
    return this.columns.has(column);
  }

  /** Without what nobody sees; empty where the file has no such column. */
  cell(column: string): string {
    const index = this.columns.get(column);
    const cell = index === undefined ? "" : cleanText(this.cells[index] ?? "");
    if (cell.length > longest) throw new RowRejected(column, abbreviate(cell), `longer than ${longest} characters`);
    return cell;
  }

  text(column: string): string | null {
    return this.cell(column) || null;
  }

  reject(column: string, cause: string, detail?: string): never {
    throw new RowRejected(column, abbreviate(this.cell(column)), cause, detail);
  }

  urn(column: string): number {
    const cell = this.cell(column);
    const urn = parseInteger(cell) ?? "";
    if (!/^[1-9]\d{5}$/.test(urn)) {
      this.reject(column, "not a URN: six digits, 100000 to 999999", numberHint(cell));
    }
    return Number(urn);
  }

  /** Null for a published code of a missing figure. */
  integer(column: string, min: number, max: number): number | null {
    const cell = this.cell(column);
    if (isMissing(cell)) return null;
    const whole = parseInteger(cell) ?? this.reject(column, "not a whole number", numberHint(cell));
    this.checkRange(column, Number(whole), min, max);
    return Number(whole);
  }

  /** The figure's digits as published; a per cent sign is dropped. Not for cells that are missing. */
  decimal(column: string, min: number, max: number): string {
    const cell = this.cell(column).replace(/\s*%$/, "");
    const digits =
      parseDecimal(cell) ??
      this.reject(column, "not a number, nor a published code for a missing one", numberHint(cell));
    this.checkRange(column, Number(digits), min, max);
    return digits;
  }

  /** ISO date, as `parseDate` reads it; null for a published code of a missing one. */
  date(column: string): string | null {
    const cell = this.cell(column);
    if (isMissing(cell)) return null;
    return parseDate(cell) ?? this.reject(column, "not a date like 31-08-2021", dateHint(cell));
  }

  private checkRange(column: string, value: number, min: number, max: number) {
    if (value < min) this.reject(column, `below ${min}`);
    if (value > max) this.reject(column, `above ${max}`);
  }
}

/** `2022/23` of `202223` or `2022/23`; null where it is no academic year of this century or the last. */
export function academicYear(text: string): string | null {
  const parts = /^((?:19|20)\d{2})\/?(\d{2})$/.exec(text);
  if (!parts) return null;
  return (Number(parts[1]) + 1) % 100 === Number(parts[2]) ? `${parts[1]}/${parts[2]}` : null;
}
