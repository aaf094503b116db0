// Percentages of which the publisher gives only the counts.
import { Decimal } from "decimal.js";
import { type FigureColumn, zeroOfZero } from "./row-figures.js";
import { isMissing, type RowReader } from "./row-reader.js";

/** The columns of the counts that a percentage is calculated from. Several are added up. */
export interface Counts {
  readonly part: readonly FigureColumn[];
  readonly whole: readonly FigureColumn[];
}

/** A figure, or the code of why there is none. Both are null where the file lacks the columns. */
export interface Figure {
  readonly value: string | null;
  readonly code: string | null;
}

const decimals = 6;

/**
 * The percentage with six decimals, half up. A missing count makes it missing, with the published code.
 * @throws RowRejected where a count cannot be read, or the part is more than the whole
 */
export function shareOf(row: RowReader, { part, whole }: Counts): Figure {
  const code = codeOfMissing(row, part) ?? codeOfUncounted(row, whole);
  if (code !== null) return { value: null, code };
  const count = sumOf(row, part);
  const total = sumOf(row, whole);
  if (count > total) row.reject(part[0]!.column, "more than the total", `${count}, but ${namesOf(whole)} is ${total}`);
  const share = new Decimal(100).times(count).div(total);
  return { value: share.toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP).toFixed(), code: null };
}

/** The columns of a fact: the values, and the codes of the figures that have one. */
export function figuresOf<Name extends string>(figures: Readonly<Record<Name, Figure>>) {
  const entries = Object.entries<Figure>(figures);
  const values = Object.fromEntries(entries.map(([name, { value }]) => [name, value])) as Record<Name, string | null>;
  const codes = Object.fromEntries(entries.flatMap(([name, { code }]) => (code === null ? [] : [[name, code]])));
  return { ...values, codes: Object.keys(codes).length ? (codes as Record<string, string>) : null };
}

/** The code of why nobody was counted: a published one, or `0 of 0`; null where somebody was. */
export function codeOfUncounted(row: RowReader, counts: readonly FigureColumn[]): string | null {
  return codeOfMissing(row, counts) ?? (sumOf(row, counts) === 0 ? zeroOfZero : null);
}

function codeOfMissing(row: RowReader, counts: readonly FigureColumn[]): string | null {
  return counts.map(({ column }) => row.cell(column)).find(isMissing) ?? null;
}

const sumOf = (row: RowReader, counts: readonly FigureColumn[]): number =>
  counts.reduce((sum, { column, min, max }) => sum + (row.integer(column, min, max) ?? 0), 0);

const namesOf = (counts: readonly FigureColumn[]): string => counts.map(({ column }) => column).join(" + ");
