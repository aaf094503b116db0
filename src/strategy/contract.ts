// The strategy contract: the types that a plugin works with. A plugin's default export is one `Strategy`.
import type { z } from "zod";

/** In a population: one of `circumstanceColumns` or `attendanceColumns`. In a table: a name from the header line. */
export type ColumnName = string;

/**
 * What a strategy does with a school that lacks a value in a column. `required`: does not match it; `median`: uses the
 * block's median; `band`: puts it in a band for unknown values; `ignored`: goes without the value.
 */
export type MissingRule = "required" | "median" | "band" | "ignored";

export interface ColumnUse {
  readonly column: ColumnName;
  readonly missing: MissingRule;
  /**
   * `category`: compared only for equality; in a table it may hold text. `outcome`: learnt from, never compared;
   * attendance columns allow no other role. Not given: a number that schools are compared by.
   */
  readonly role?: "category" | "outcome";
}

export interface Peer {
  /** Row of the pool. */
  readonly row: number;
  /** Zero or more, rounded by `roundDistance`. */
  readonly distance: number;
  /**
   * Each attribute's share of the distance in its additive form (such as the squared distance), in the order of
   * `Matching.attributes`, summing to 1. Null at distance 0.
   */
  readonly shares: readonly number[] | null;
}

/** For a strategy that uses bands: the band that it searched and how far it relaxed the band. */
export interface Band {
  readonly label: string;
  /** The rules that were dropped or widened, in order; empty if none were. */
  readonly relaxed: readonly string[];
}

export interface MatchedRow {
  readonly row: number;
  /** Ordered by distance, then URN; empty if the row has no candidates. */
  readonly peers: readonly Peer[];
  readonly band?: Band;
  /** Columns that the school lacks, for which the strategy used the block's median. */
  readonly imputed?: readonly ColumnName[];
}

export interface UnmatchedRow {
  readonly row: number;
  readonly unmatched: "MISSING_CIRCUMSTANCES";
  readonly missing: readonly ColumnName[];
}

/** The distance and shares that row `j` has, or would have, as a peer of row `i`; null if they cannot be compared. */
export type Between = (i: number, j: number) => Pick<Peer, "distance" | "shares"> | null;

/** The result for one row of the pool. */
export type Match = MatchedRow | UnmatchedRow;

export interface Matching {
  /** Names of the shares of every peer; empty if the strategy has no shares. */
  readonly attributes: readonly string[];
  readonly matches: readonly Match[];
  /** The distance between any two rows, candidates or not. Used to explain pairs of schools. */
  readonly between: Between;
  /** What the strategy learnt from the block, such as weights. Kept with the run. */
  readonly learnt?: unknown;
}

/** Points for the kernel, scaled and weighted so that the metric's plain distance is the strategy's distance. */
export interface Matrix {
  readonly attributes: readonly string[];
  /** One array per dimension, with `pool.size` numbers; NaN in any dimension leaves the row out. */
  readonly dimensions: readonly Float64Array[];
}

export interface NearestOptions {
  readonly metric: "euclidean" | "manhattan";
  readonly k: number;
  /** Only candidates within this many kilometres, in addition to the run's constraints; unknown is never within. */
  readonly withinKm?: number;
}

/** Statistics of the reference rows that have a value; NaN if there are none (`sd`: fewer than two). */
export interface Statistics {
  count(of: Values): number;
  mean(of: Values): number;
  /** Sample standard deviation (n - 1); exactly 0 if all values are the same. */
  sd(of: Values): number;
  median(of: Values): number;
  /** Linear interpolation between order statistics (R's type 7). */
  quantile(of: Values, p: number): number;
}

/** A column by name, or `pool.size` numbers that a strategy computed from columns; NaN where missing. */
export type Values = ColumnName | Float64Array;

/** The schools of one block. Rows are in order of URN. */
export interface Pool {
  /** `PRIMARY`, `SECONDARY`, …; for a table, the value of its block column. */
  readonly block: string;
  readonly size: number;
  readonly urn: Int32Array;
  /** The values of a column, NaN where missing. Read only. @throws KindredError if there is no such column */
  column(name: ColumnName): Float64Array;
  /** 1 for the reference rows, which scales, medians and band edges are computed from. */
  readonly reference: Uint8Array;
  /** A positive number for each region; 0 if the region is unknown. */
  readonly region: Int32Array;
  /** Distance in a straight line; NaN if either row has no coordinates. */
  kilometres(i: number, j: number): number;
  /**
   * The rows that may be peers of row `i` under block, constraints and lineage, ascending; never `i` itself.
   * @param among only these rows, ascending
   */
  candidates(i: number, among?: Int32Array): Int32Array;
  /** For each row, its k nearest candidates by (distance, URN); null if the row has a NaN in the matrix. */
  nearest(matrix: Matrix, options: NearestOptions): (readonly Peer[] | null)[];
  /** The matrix's distance between any two rows, for `Matching.between`. */
  between(matrix: Matrix, metric: NearestOptions["metric"]): Between;
  readonly statistics: Statistics;
  /** Adds a warning, which is kept with the run and shown to its readers. */
  warn(message: string): void;
}

export interface Strategy<Parameters = unknown> {
  /** Kebab case, unique. */
  readonly name: string;
  /** Semantic version. Raise it with every change that alters a result. */
  readonly version: string;
  /** The range of Kindred versions that it works with: `^0.1.0`. */
  readonly engine: string;
  readonly title: string;
  /** For a head of school: what it does and when to use it. */
  readonly description: string;
  /** Fills in the defaults; published as JSON Schema. */
  readonly parameters: z.ZodType<Parameters>;
  /** The columns that it reads with these parameters. */
  columns(parameters: Parameters): readonly ColumnUse[];
  /** Returns exactly one `Match` for every row of the block: its peers, or why it has none. */
  match(pool: Pool, parameters: Parameters): Matching;
}

/** Rounds to 12 decimal places, as distances are compared and kept, so that distances equal in arithmetic tie. */
export function roundDistance(distance: number): number {
  // From 4096 on, a double has fewer than 12 decimal places.
  return distance < 4096 ? Math.round(distance * 1e12) / 1e12 : distance;
}

/** Checks a strategy's type in the file that defines it. */
export function defineStrategy<Parameters>(strategy: Strategy<Parameters>): Strategy<Parameters> {
  return strategy;
}
