// A block's schools as points: scaled and weighted, with medians for missing figures; and which schools have too few.
import type { ColumnName, ColumnUse, Match, Matching, Peer, Pool } from "../contract.js";
import type { Choice } from "./choices.js";
import type { Attribute } from "./read.js";

/** The columns of attributes whose missing figures the block's median replaces, except those that are required. */
export const columnsOf = (attributes: readonly Pick<Choice, "column" | "required">[]): ColumnUse[] =>
  attributes.map(({ column, required }) => ({ column, missing: required ? "required" : "median" }));

/** The reference rows that have a value in each of the columns. */
export const completeRows = ({ reference }: Pool, columns: readonly Float64Array[]): number[] =>
  Array.from(reference.keys()).filter(
    (row) => reference[row] === 1 && columns.every((values) => !Number.isNaN(values[row])),
  );

/** The share of the attributes' weight that a school must have; the block's median replaces the rest. */
export const defaultCoverage = 0.7;

export interface Completeness {
  /** For each row, the attributes that it lacks. */
  readonly missing: readonly (readonly ColumnName[])[];
  /** For each row, whether it has all required attributes and enough of the others to be compared. */
  readonly isEnough: readonly boolean[];
}

export interface Points extends Completeness {
  readonly attributes: readonly ColumnName[];
  /** One array per attribute; NaN in all of them for a row that has too few attributes. */
  readonly dimensions: readonly Float64Array[];
}

export interface PointsOptions {
  /** Share of the weight that a row must have, 0 to 1; at 0 one attribute is enough. */
  readonly coverage: number;
  /** Used for the distance in place of the attributes' own weights, which still decide on coverage. */
  readonly weights?: readonly number[];
}

/** @param coverage share of the weight that a row must have, 0 to 1; at 0 one attribute is enough */
export function completenessOf(pool: Pool, attributes: readonly Attribute[], coverage: number): Completeness {
  const lacking = Array.from({ length: pool.size }, (_, row) =>
    attributes.filter(({ values }) => Number.isNaN(values[row])),
  );
  return {
    missing: lacking.map((absent) => absent.map(({ column }) => column)),
    isEnough: lacking.map(
      (absent) =>
        absent.length < attributes.length &&
        absent.every(({ required }) => !required) &&
        // Sums of weights such as .15 + .1 + .05 come out slightly too large.
        absent.reduce((sum, { weight }) => sum + weight, 0) <= 1 - coverage + 1e-9,
    ),
  };
}

/** Points whose Euclidean distance is the root of the sum of weight x (difference / unit)^2. */
export function pointsOf(pool: Pool, attributes: readonly Attribute[], { coverage, weights }: PointsOptions): Points {
  const { missing, isEnough } = completenessOf(pool, attributes, coverage);
  return {
    attributes: attributes.map(({ column }) => column),
    dimensions: attributes.map(({ values, median, unit, weight }, at) => {
      const factor = unit === 0 ? 0 : Math.sqrt(weights?.[at] ?? weight) / unit;
      const scaled = (value: number) => (Number.isNaN(value) ? median : value) * factor;
      return values.map((value, row) => (isEnough[row] ? scaled(value) : Number.NaN));
    }),
    missing,
    isEnough,
  };
}

/** A match for every row: its peers and imputed columns, or the columns that it lacks. */
export function matchesOf({ missing, isEnough }: Completeness, nearest: readonly (readonly Peer[] | null)[]): Match[] {
  return nearest.map((peers, row): Match => {
    // A row with enough figures has null peers only if its block has no school to compare it with.
    if (isEnough[row]) return { row, peers: peers ?? [], imputed: missing[row]! };
    return { row, unmatched: "MISSING_CIRCUMSTANCES", missing: missing[row]! };
  });
}

/** Each row with the k rows whose points are nearest. */
export const nearestMatching = (pool: Pool, points: Points, k: number): Matching => ({
  attributes: points.attributes,
  matches: matchesOf(points, pool.nearest(points, { metric: "euclidean", k })),
  between: pool.between(points, "euclidean"),
});
