// The strategy contract: all that a plugin imports. A plugin's folder exports one `Strategy` as its default.
import type { z } from "zod";

/** Of a population: one of `circumstanceColumns` or `attendanceColumns`; of a table: as its first line names it. */
export type ColumnName = string;

/** What a strategy does with a school that lacks a column: not match it, read the block's median, or a band of its own. */
export type MissingRule = "required" | "median" | "band" | "ignored";

export interface ColumnUse {
  readonly column: ColumnName;
  readonly missing: MissingRule;
  /**
   * `category`: compared for being equal alone; in a table it may be words. `outcome`: what is learnt from, not compared;
   * attendance can be nothing else. A number that schools are compared by unless given.
   */
  readonly role?: "category" | "outcome";
}

export interface Peer {
  /** Row of the pool. */
  readonly row: number;
  /** Not negative; by `roundDistance`. */
  readonly distance: number;
  /** Each attribute's share of the distance's additive form, summing to 1, in the order of `Matching.attributes`; null at distance 0. */
  readonly shares: readonly number[] | null;
}

/** Where a strategy sorts into bands: the band that was searched and how far it was relaxed. */
export interface Band {
  readonly label: string;
  /** What was dropped or widened, in order; empty where nothing was. */
  readonly relaxed: readonly string[];
}

export interface MatchedRow {
  readonly row: number;
  /** By (distance, URN); empty where the row has no candidates. */
  readonly peers: readonly Peer[];
  readonly band?: Band;
  /** Columns that the school lacks and that took the block's median. */
  readonly imputed?: readonly ColumnName[];
}

export interface UnmatchedRow {
  readonly row: number;
  readonly unmatched: "MISSING_CIRCUMSTANCES";
  readonly missing: readonly ColumnName[];
}

/** Distance and shares of row `j` as row `i` would have them if it were a peer. */
export type Between = (i: number, j: number) => Pick<Peer, "distance" | "shares"> | null;

/** What a strategy found for one row of the pool. */
export type Match = MatchedRow | UnmatchedRow;

export interface Matching {
  /** Names of the shares of every peer; empty for a strategy that has none. */
  readonly attributes: readonly string[];
  readonly matches: readonly Match[];
  /** The distance of any two rows, candidates or not, for explanations; null where they cannot be compared. */
  readonly between: Between;
  /** Figures that the strategy learnt, kept with the run. */
  readonly learnt?: unknown;
}

/** Points for the kernel: one array a dimension, scaled and weighted, so that plain distance is the strategy's distance. */
export interface Matrix {
  readonly attributes: readonly string[];
  /** `pool.size` numbers each; NaN in any dimension leaves the row out. */
  readonly dimensions: readonly Float64Array[];
}

export interface NearestOptions {
  readonly metric: "euclidean" | "manhattan";
  readonly k: number;
  /** Only candidates within so many kilometres, beside the run's own constraints; unknown coordinates are never within. */
  readonly withinKm?: number;
}

/** Of the reference rows that have the value; NaN where there are none (sd: fewer than two). */
export interface Statistics {
  count(of: Values): number;
  mean(of: Values): number;
  /** Sample standard deviation (n - 1); exactly 0 where all values are the same. */
  sd(of: Values): number;
  median(of: Values): number;
  /** Linear interpolation between order statistics (R's type 7). */
  quantile(of: Values, p: number): number;
}

/** A column by name, or `pool.size` numbers that a strategy made of columns; NaN where missing. */
export type Values = ColumnName | Float64Array;

/** One block's schools, rows ascending by URN. */
export interface Pool {
  /** `PRIMARY`, `SECONDARY`, …; of a table: what the row says. */
  readonly block: string;
  readonly size: number;
  readonly urn: Int32Array;
  /** Values of a column, NaN where missing. Not to be written to. @throws KindredError where there is no such column */
  column(name: ColumnName): Float64Array;
  /** 1 where the row counts for scales, medians and edges. */
  readonly reference: Uint8Array;
  /** The same positive number for the same region; 0 where it is unknown. */
  readonly region: Int32Array;
  /** In a straight line; NaN where either has no coordinates. */
  kilometres(i: number, j: number): number;
  /** The rows that may be peers of row `i`: block, constraints and lineage applied, never `i`; ascending. */
  candidates(i: number): Int32Array;
  /** The k nearest candidates of every row that the matrix has whole, by (distance, URN); null for the others. */
  nearest(matrix: Matrix, options: NearestOptions): (readonly Peer[] | null)[];
  /** The matrix's distance of any two rows; for `Matching.between`. */
  between(matrix: Matrix, metric: NearestOptions["metric"]): Between;
  readonly statistics: Statistics;
  /** Kept with the run and shown to whoever reads it. */
  warn(message: string): void;
}

export interface Strategy<Parameters = unknown> {
  /** Kebab case, unique. */
  readonly name: string;
  /** Semantic version; a change that alters any answer raises it. */
  readonly version: string;
  /** The versions of Kindred that it was made for, as a range: `^0.1.0`. */
  readonly engine: string;
  readonly title: string;
  /** For a head of school: what it does and when to use it. */
  readonly description: string;
  /** Fills in the defaults; published as JSON Schema. */
  readonly parameters: z.ZodType<Parameters>;
  columns(parameters: Parameters): readonly ColumnUse[];
  /** Matches every row of one block that it can, and says why for the others: exactly one `Match` a row. */
  match(pool: Pool, parameters: Parameters): Matching;
}

/** A distance as it is compared and kept: at 12 decimal places, so that what is equal by arithmetic ties. */
export function roundDistance(distance: number): number {
  // From 4096 on a double has no 12 decimals left.
  return distance < 4096 ? Math.round(distance * 1e12) / 1e12 : distance;
}

/** Checks a strategy's type where it is written. */
export function defineStrategy<Parameters>(strategy: Strategy<Parameters>): Strategy<Parameters> {
  return strategy;
}
