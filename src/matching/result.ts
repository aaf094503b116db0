// The result of matching: for every school its peers, or why it has none.
import type { Band, ColumnName } from "../strategy/contract.js";

/** One school's peers, nearest first. All arrays have one entry per peer; there is at least one peer. */
export interface Matched {
  readonly urn: number;
  readonly peers: readonly number[];
  /** At 12 decimal places. */
  readonly distances: readonly number[];
  /** In a straight line, at 1 decimal place; null if either school has no coordinates. */
  readonly kilometres: readonly (number | null)[];
  /** Per peer, in the order of the block's attributes, at 4 decimal places; null at distance 0 or without shares. */
  readonly shares: readonly (readonly number[] | null)[];
  readonly band?: Band;
  /** Columns that the school lacks, for which the strategy used the block's median. */
  readonly imputed?: readonly ColumnName[];
}

export interface Unmatched {
  readonly urn: number;
  /** `NO_CANDIDATES`: no school may be its peer. */
  readonly unmatched: "MISSING_CIRCUMSTANCES" | "NO_CANDIDATES";
  /** The missing columns; empty for `NO_CANDIDATES`. */
  readonly missing: readonly ColumnName[];
}

export type SchoolMatching = Matched | Unmatched;

export interface FrameMatching {
  readonly strategy: string;
  readonly version: string;
  /** One entry per school, in the order of the frame. */
  readonly schools: readonly SchoolMatching[];
  /** For each block with schools, the names of the shares. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Each starts with its block; no duplicates. */
  readonly warnings: readonly string[];
  /** What the strategy learnt, by block; empty for a strategy that does not learn. */
  readonly learnt: Readonly<Record<string, unknown>>;
}
