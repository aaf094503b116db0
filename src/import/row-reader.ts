// Reads the cells of one row by column name. A value that cannot be true rejects the row.
import { type Labels, meaningOf, UnknownLabels } from "./labels.js";
import { cleanText, dateHint, numberHint, parseDate, parseDecimal, parseInteger } from "./written.js";

/** Thrown while a row is read: why the row is not stored. The import keeps it with the line. */
export class RowRejected extends Error {
  readonly reason: string;

  /**
   * @param cause the same text for every row rejected for this reason, so that the rows can be counted
   * @param detail what applies to this row only
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

/** What publishers write in place of a figure: suppressed, not applicable, not available, low, … or nothing. */
const missingCodes: ReadonlySet<string> = new Set([
  "",
  ..."SUPP NA NE NP DNS n/s x z c low k u : .. . - – —".split(" "),
]);

const longestCode = Math.max(...Array.from(missingCodes, ({ length }) => length));

export const isMissing = (cell: string): boolean => cell.length <= longestCode && missingCodes.has(cell);

/** Characters. Published cells have up to about 100; the database can neither index nor compute with huge ones. */
const maxCellLength = 500;

/** Shortens a text to 100 characters for messages and for the table of rejected rows. Cuts no character in half. */
export const abbreviate = (text: string): string =>
  text.length > 100 ? `${text.slice(0, 99).replace(/[\ud800-\udbff]$/, "")}…` : text;

/** Column -> its index, and its name in the file where that differs. */
export interface Columns extends Pick<ReadonlyMap<string, number>, "get" | "has"> {
  nameOf?(column: string): string;
}

export class RowReader {
  constructor(
    readonly line: number,
    private readonly columns: Columns,
    private readonly cells: readonly string[],
    private readonly unknownLabels = new UnknownLabels(),
  ) {}

  has(column: string): boolean {
    return this.columns.has(column);
  }

  /** Without invisible characters; empty where the file has no such column. */
  cell(column: string): string {
    const index = this.columns.get(column);
    const cell = index === undefined ? "" : cleanText(this.cells[index] ?? "");
    if (cell.length > maxCellLength) {
      throw new RowRejected(this.nameOf(column), abbreviate(cell), `longer than ${maxCellLength} characters`);
    }
    return cell;
  }

  text(column: string): string | null {
    return this.cell(column) || null;
  }

  reject(column: string, cause: string, detail?: string): never {
    throw new RowRejected(this.nameOf(column), abbreviate(this.cell(column)), cause, detail);
  }

  urn(column: string): number {
    const cell = this.cell(column);
    const urn = parseInteger(cell) ?? "";
    if (!/^[1-9]\d{5}$/.test(urn)) {
      this.reject(column, "not a URN (six digits, 100000 to 999999)", numberHint(cell));
    }
    return Number(urn);
  }

  /** Null for a published code that means a missing figure. */
  integer(column: string, min: number, max: number): number | null {
    const cell = this.cell(column);
    if (isMissing(cell)) return null;
    const whole = parseInteger(cell) ?? this.reject(column, "not a whole number", numberHint(cell));
    this.checkRange(column, Number(whole), min, max);
    return Number(whole);
  }

  /** The figure's digits as published, without a per cent sign. Check `isMissing` first. */
  decimal(column: string, min: number, max: number): string {
    const cell = this.cell(column).replace(/\s*%$/, "");
    const digits =
      parseDecimal(cell) ??
      this.reject(column, "not a number or a published code for a missing figure", numberHint(cell));
    this.checkRange(column, Number(digits), min, max);
    return digits;
  }

  /** A figure whose thousands may be separated by commas, as spreadsheets write them: `1,234,567` or `1,045.5`. */
  amount(column: string, min: number, max: number): string {
    const cell = this.cell(column);
    if (!/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell)) return this.decimal(column, min, max);
    const digits = cell.replaceAll(",", "");
    this.checkRange(column, Number(digits), min, max);
    return digits;
  }

  /** ISO date, as `parseDate` reads it; null for a published code that means a missing date. */
  date(column: string): string | null {
    const cell = this.cell(column);
    if (isMissing(cell)) return null;
    return parseDate(cell) ?? this.reject(column, "not a date like 31-08-2021", dateHint(cell));
  }

  /** What a label means; null for a missing one, and for one that is not listed: the import's report counts those. */
  label<Meaning>(column: string, known: Labels<Meaning>): Meaning | null {
    const cell = this.cell(column);
    if (isMissing(cell)) return null;
    const meaning = meaningOf(known, cell);
    if (meaning === undefined) this.unknownLabels.add(this.nameOf(column), abbreviate(cell));
    return meaning ?? null;
  }

  private nameOf(column: string): string {
    return this.columns.nameOf?.(column) ?? column;
  }

  private checkRange(column: string, value: number, min: number, max: number) {
    if (value < min) this.reject(column, `below the minimum of ${min}`);
    if (value > max) this.reject(column, `above the maximum of ${max}`);
  }
}

/** `2022/23` from `202223` or `2022/23`; null where it is not an academic year of this century or the last. */
export function academicYear(text: string): string | null {
  const parts = /^((?:19|20)\d{2})\/?(\d{2})$/.exec(text);
  if (!parts) return null;
  return (Number(parts[1]) + 1) % 100 === Number(parts[2]) ? `${parts[1]}/${parts[2]}` : null;
}
