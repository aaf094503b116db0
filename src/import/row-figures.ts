// Reads the figures of a row and checks each against its range and against related cells of the row.
import { isMissing, type RowReader } from "./row-reader.js";

/** The column of a figure and the range of its possible values. */
export interface FigureColumn {
  readonly column: string;
  readonly min: number;
  readonly max: number;
  /** The figure is a count. */
  readonly whole?: true;
  readonly basis?: Basis;
}

/** The columns that a percentage or a mean was calculated from. A file may lack any of them. */
interface Basis {
  readonly count?: string;
  readonly total?: string;
  /** The column that the total is part of: where it is 0, there is no figure. */
  readonly within?: string;
  /** Percentage points by which the publisher may round; one unit of the last published place unless given. */
  readonly rounding?: number;
}

const maxPupils = 20_000;
const maxSessions = 20_000_000;

export const percentage = (column: string, basis?: Basis): FigureColumn => ({ column, min: 0, max: 100, basis });
const count = (column: string, max: number): FigureColumn => ({ column, min: 0, max, whole: true });
export const pupils = (column: string): FigureColumn => count(column, maxPupils);
export const sessions = (column: string): FigureColumn => count(column, maxSessions);

/** The code for a percentage or mean of nobody, which is often published as 0. */
export const zeroOfZero = "0 of 0";

interface RowFigures<Name extends string> {
  /** As published, or null. */
  readonly values: Readonly<Record<Name, string | null>>;
  /** Figure -> the published code where there is no figure. Columns that the file lacks have no code. */
  readonly codes: Readonly<Record<string, string>> | null;
}

/** @throws RowRejected where a figure is out of range or contradicts what it was calculated from */
export function readRowFigures<Name extends string>(
  row: RowReader,
  figures: Readonly<Record<Name, FigureColumn>>,
): RowFigures<Name> {
  const values = {} as Record<Name, string | null>;
  const codes: Record<string, string> = {};
  for (const name of Object.keys(figures) as Name[]) {
    const figure = figures[name];
    values[name] = null;
    if (!row.has(figure.column)) continue;
    const code = codeOf(row, figure);
    if (code !== null) codes[name] = code;
    else values[name] = read(row, figure);
  }
  return { values, codes: Object.keys(codes).length ? codes : null };
}

/** A published code in the cell itself or in what it was calculated from; null where there is a figure. */
function codeOf(row: RowReader, { column, basis = {} }: FigureColumn): string | null {
  const columns = [column, basis.count, basis.total];
  const missing = columns.find((name) => name && row.has(name) && isMissing(row.cell(name)));
  if (missing) return row.cell(missing);
  const isEmpty = [basis.total, basis.within].some((name) => countIn(row, name) === 0);
  return isEmpty ? zeroOfZero : null;
}

function read(row: RowReader, { column, min, max, whole, basis }: FigureColumn): string {
  if (whole) return String(row.integer(column, min, max));
  const value = row.decimal(column, min, max);
  if (basis) assertMatchesCounts(row, column, value, basis);
  return value;
}

function assertMatchesCounts(row: RowReader, column: string, value: string, basis: Basis): void {
  const { count, total, within } = basis;
  assertNotAbove(row, count, total);
  assertNotAbove(row, count, within);
  assertNotAbove(row, total, within);
  const countValue = countIn(row, count);
  const totalValue = countIn(row, total);
  if (countValue === null || totalValue === null) return;
  const share = (100 * countValue) / totalValue;
  if (Math.abs(Number(value) - share) > Math.max(lastPlace(value), basis.rounding ?? 0)) {
    const calculation = `${count} ${countValue} of ${total} ${totalValue} is ${formatShare(share)}`;
    row.reject(column, "does not match its own counts", calculation);
  }
}

function assertNotAbove(row: RowReader, part: string | undefined, whole: string | undefined): void {
  const partValue = countIn(row, part);
  const wholeValue = countIn(row, whole);
  if (part && partValue !== null && wholeValue !== null && partValue > wholeValue) {
    row.reject(part, "more than the total", `${partValue}, but ${whole} is ${wholeValue}`);
  }
}

/**
 * Rejects a row in which the parts of a whole add up to more than the whole. Missing parts are left out.
 * @param whole another figure, or 100 (per cent)
 * @param complete there are no other parts: if all are known, they may not add up to less than the whole either
 */
export function assertPartsFit(
  row: RowReader,
  parts: readonly FigureColumn[],
  whole: FigureColumn | 100,
  complete = false,
): void {
  const publishedParts = parts.filter((part) => amountIn(row, part) !== null);
  const all = whole === 100 ? whole : amountIn(row, whole);
  const [first] = publishedParts;
  if (all === null || !first) return;
  const sum = publishedParts.reduce((total, part) => total + (amountIn(row, part) as number), 0);
  const rounding = [...publishedParts, ...(whole === 100 ? [] : [whole])].reduce(
    (total, figure) => total + roundingOf(row, figure),
    0,
  );
  const isShort = complete && publishedParts.length === parts.length && sum < all - 2 * rounding;
  if (sum <= all + rounding && !isShort) return;
  const describe = (figure: FigureColumn) => `${figure.column} ${row.cell(figure.column)}`;
  row.reject(
    first.column,
    isShort ? "parts fall short of the whole" : "parts exceed the whole",
    `${publishedParts.map(describe).join(" + ")} ${isShort ? "<" : ">"} ${whole === 100 ? whole : describe(whole)}`,
  );
}

/**
 * Persistent absence is missing a tenth of the sessions. Rejects a row in which nobody is persistently absent though
 * more than a tenth of all sessions were missed, or somebody is though no session was missed.
 */
export function assertPersistenceFits(row: RowReader, overall: FigureColumn, persistent: FigureColumn): void {
  const missed = amountIn(row, overall);
  const share = amountIn(row, persistent);
  if (missed === null || share === null) return;
  const nobodyThoughMuchMissed = share === 0 && missed > 10 + 2 * roundingOf(row, persistent);
  const somebodyThoughNothingMissed = share > 0 && missed === 0;
  if (!nobodyThoughMuchMissed && !somebodyThoughNothingMissed) return;
  row.reject(
    persistent.column,
    "impossible with this overall absence",
    `${persistent.column} ${row.cell(persistent.column)} with ${overall.column} ${row.cell(overall.column)}`,
  );
}

function countIn(row: RowReader, column: string | undefined): number | null {
  return column && row.has(column) ? row.integer(column, 0, maxSessions) : null;
}

function amountIn(row: RowReader, { column, min, max }: FigureColumn): number | null {
  return row.has(column) && !isMissing(row.cell(column)) ? Number(row.decimal(column, min, max)) : null;
}

const roundingOf = (row: RowReader, { column, whole, min, max }: FigureColumn): number =>
  whole ? 0 : lastPlace(row.decimal(column, min, max)) / 2;

/** One unit of the last published place, plus a margin for binary fractions: some publishers round, others truncate. */
const lastPlace = (value: string): number => 10 ** -(value.split(".")[1]?.length ?? 0) + 1e-9;

const formatShare = (share: number): string => String(Number(share.toFixed(6)));
