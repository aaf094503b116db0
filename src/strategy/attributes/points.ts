// A block's schools as points: scaled and weighted, medians where figures are missing, and who has too few to be matched.
import type { ColumnName, Match, Peer, Pool } from "../contract.js";
import type { Attribute } from "./read.js";

/** Of the weight of the block's attributes a school must have so much; the rest takes the block's median. */
export const usualCoverage = 0.7;

export interface Completeness {
  /** Of every row, the attributes that it lacks. */
  readonly missing: readonly (readonly ColumnName[])[];
  /** Of every row, whether it has all that is required, and of the rest enough to be compared. */
  readonly isEnough: readonly boolean[];
}

export interface Points extends Completeness {
  readonly attributes: readonly ColumnName[];
  /** One array an attribute; NaN throughout for a row that has too little. */
  readonly dimensions: readonly Float64Array[];
}

export interface PointsOptions {
  /** Share of the weight that a row must have, 0 to 1; at 0 one attribute is enough. */
  readonly coverage: number;
  /** In place of the attributes' own, which still decide on coverage. */
  readonly weights?: readonly number[];
}

/** @param coverage share of the weight that a row must have, 0 to 1; at 0 one attribute is enough */
export function completenessOf(pool: Pool, attributes: readonly Attribute[], coverage: number): Completeness {
  const lost = Array.from({ length: pool.size }, (_, row) =>
    attributes.filter(({ values }) => Number.isNaN(values[row])),
  );
  return {
    missing: lost.map((those) => those.map(({ column }) => column)),
    isEnough: lost.map(
      (those) =>
        those.length < attributes.length &&
        those.every(({ required }) => !required) &&
        // Weights such as .15 + .1 + .05 add up to a little more than they should.
        those.reduce((sum, { weight }) => sum + weight, 0) <= 1 - coverage + 1e-9,
    ),
  };
}

/** Plain Euclidean distance between two points is the weighted one: the root of the sum of weight x (difference / unit)^2. */
export function pointsOf(pool: Pool, attributes: readonly Attribute[], { coverage, weights }: PointsOptions): Points {
  const { missing, isEnough } = completenessOf(pool, attributes, coverage);
  return {
    attributes: attributes.map(({ column }) => column),
    dimensions: attributes.map(({ values, median, unit, weight }, at) => {
      const factor = unit === 0 ? 0 : Math.sqrt(weights?.[at] ?? weight) / unit;
      return values.map((value, row) => (isEnough[row] ? (Number.isNaN(value) ? median : value) * factor : Number.NaN));
    }),
    missing,
    isEnough,
  };
}

/** A match for every row: its peers and what was imputed, or what it lacks. */
export function matchesOf({ missing, isEnough }: Completeness, nearest: readonly (readonly Peer[] | null)[]): Match[] {
  return nearest.map((peers, row): Match => {
    // A school that has enough and is nobody's match all the same is in a block without anyone to compare it with.
    if (isEnough[row]) return { row, peers: peers ?? [], imputed: missing[row]! };
    return { row, unmatched: "MISSING_CIRCUMSTANCES", missing: missing[row]! };
  });
}
