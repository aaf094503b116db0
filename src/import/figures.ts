// The figures of a row: each is checked against its range and against what stands beside it, and only then believed.
import { isMissing, type RowReader } from "./row-reader.js";

/** Where a figure is found, and the range outside which it cannot be true. */
export interface FigureColumn {
  readonly column: string;
  readonly min: number;
  readonly max: number;
  /** A count. */
  readonly whole?: true;
  readonly basis?: Basis;
}

/** The columns that a percentage or a mean was worked out from. A file may lack any of them. */
export interface Basis {
  readonly count?: string;
  readonly total?: string;
  /** Whatever the total is, it is a part of this: where nobody is in it, there is no figure. */
  readonly within?: string;
  /** Percentage points by which the publisher rounds; one unit of the last published place unless given. */
  readonly rounding?: number;
}

const maxPupils = 20_000;
export const maxSessions = 20_000_000;

export const percentage = (column: string, basis?: Basis): FigureColumn => ({ column, min: 0, max: 100, basis });
export const count = (column: string, max: number): FigureColumn => ({ column, min: 0, max, whole: true });
export const pupils = (column: string): FigureColumn => count(column, maxPupils);
export const sessions = (column: string): FigureColumn => count(column, maxSessions);

/** Stands in place of a percentage or mean of nobody, which is often published as 0. */
export const zeroOfZero = "0 of 0";

export interface RowFigures<Name extends string> {
  /** As published, or null. */
  readonly values: Readonly<Record<Name, string | null>>;
  /** Figure -> the published code where there is no figure. Columns that the file lacks have none. */
  readonly codes: Readonly<Record<string, string>> | null;
}

/** @throws RowRejected where a figure cannot be true, by itself or beside what it was worked out from */
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

/** A published code in the cell itself, or in what it was worked out from; null where there is a figure. */
function codeOf(row: RowReader, { column, basis = {} }: FigureColumn): string | null {
  const coded = [column, basis.count, basis.total].find((it) => it && row.has(it) && isMissing(row.cell(it)));
  if (coded) return row.cell(coded);
  const isEmpty = [basis.total, basis.within].some((it) => countIn(row, it) === 0);
  return isEmpty ? zeroOfZero : null;
}

function read(row: RowReader, { column, min, max, whole, basis }: FigureColumn): string {
  if (whole) return String(row.integer(column, min, max));
  const value = row.decimal(column, min, max);
  if (basis) assertMatchesCounts(row, column, value, basis);
  return value;
}

function assertMatchesCounts(row: RowReader, column: string, value: string, basis: Basis): void {
  const { count: part, total, within } = basis;
  const counted = countIn(row, part);
  for (const [some, whole] of [
    [part, total],
    [part, within],
    [total, within],
  ]) {
    const [few, most] = [countIn(row, some), countIn(row, whole)];
    if (some && few !== null && most !== null && few > most) {
      row.reject(some, "more than there are", `${few} of the ${most} of ${whole}`);
    }
  }
  const all = countIn(row, total);
  if (counted === null || all === null) return;
  const share = (100 * counted) / all;
  if (Math.abs(Number(value) - share) > Math.max(lastPlace(value), basis.rounding ?? 0)) {
    row.reject(column, "contradicts its own counts", `${part} ${counted} of ${total} ${all} is ${shown(share)}`);
  }
}

/**
 * Rejects a row in which parts of a whole come to more than the whole. What is missing counts for nothing.
 * @param whole another figure, or 100 (per cent)
 * @param complete there are no other parts: where all are known they come to no less than the whole either
 */
export function assertPartsFit(
  row: RowReader,
  parts: readonly FigureColumn[],
  whole: FigureColumn | 100,
  complete = false,
): void {
  const known = parts.filter((part) => amountIn(row, part) !== null);
  const all = whole === 100 ? whole : amountIn(row, whole);
  const [first] = known;
  if (all === null || !first) return;
  const sum = known.reduce((total, part) => total + (amountIn(row, part) as number), 0);
  const rounding = [...known, ...(whole === 100 ? [] : [whole])].reduce(
    (total, each) => total + roundingOf(row, each),
    0,
  );
  const isShort = complete && known.length === parts.length && sum < all - 2 * rounding;
  if (sum <= all + rounding && !isShort) return;
  const named = (figure: FigureColumn) => `${figure.column} ${row.cell(figure.column)}`;
  row.reject(
    first.column,
    isShort ? "parts fall short of the whole" : "parts exceed the whole",
    `${known.map(named).join(" + ")} ${isShort ? "<" : ">"} ${whole === 100 ? whole : named(whole)}`,
  );
}

/**
 * Rejects a row in which nobody is persistently absent, missing a tenth of the sessions, but a tenth of all were missed;
 * or somebody is though no session was missed.
 */
export function assertPersistenceFits(row: RowReader, overall: FigureColumn, persistent: FigureColumn): void {
  const [missed, share] = [amountIn(row, overall), amountIn(row, persistent)];
  if (missed === null || share === null) return;
  const isPossible = missed > 0 ? share > 0 || missed <= 10 + 2 * roundingOf(row, persistent) : share === 0;
  if (isPossible) return;
  row.reject(
    persistent.column,
    "cannot be with this absence",
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

/** One unit of the last published place, and a little for binary fractions: publishers round, and some cut off. */
const lastPlace = (value: string): number => 10 ** -(value.split(".")[1]?.length ?? 0) + 1e-9;

const shown = (share: number): string => String(Number(share.toFixed(6)));
