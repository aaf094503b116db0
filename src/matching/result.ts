// What matching gives: for every school its peers, or why it has none.
import type { Band, ColumnName } from "../strategy/contract.js";

/** One school's peers, nearest first; all arrays have one entry a peer, and there is at least one. */
export interface Matched {
  readonly urn: number;
  readonly peers: readonly number[];
  /** At 12 decimal places. */
  readonly distances: readonly number[];
  /** In a straight line, at 1 decimal place; null where either school has no coordinates. */
  readonly kilometres: readonly (number | null)[];
  /** Per peer, in the order of the block's attributes, at 4 decimal places; null at distance 0 or where a strategy has none. */
  readonly shares: readonly (readonly number[] | null)[];
  readonly band?: Band;
  /** Columns that the school lacks and that took the block's median. */
  readonly imputed?: readonly ColumnName[];
}

export interface Unmatched {
  readonly urn: number;
  /** `NO_CANDIDATES`: nobody may be its peer. */
  readonly unmatched: "MISSING_CIRCUMSTANCES" | "NO_CANDIDATES";
  /** Which columns are missing; empty for `NO_CANDIDATES`. */
  readonly missing: readonly ColumnName[];
}

export type SchoolMatching = Matched | Unmatched;

export interface FrameMatching {
  readonly strategy: string;
  readonly version: string;
  /** One entry a school, in the order of the frame. */
  readonly schools: readonly SchoolMatching[];
  /** Per block that has schools: the names of the shares. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Each begins with its block; none twice. */
  readonly warnings: readonly string[];
  /** What the strategy learnt, per block; empty for one that does not learn. */
  readonly learnt: Readonly<Record<string, unknown>>;
}
