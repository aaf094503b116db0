// Why a school is, or is not, among another's peers.
import type { ColumnName } from "../../strategy/contract.js";

/** Why not; null where it is a peer. */
export const pairReasons = [
  /** The two are the same school. */
  "SAME_SCHOOL",
  /** The other is not in the population: not open, not state-funded, or another stands for its lineage. */
  "NOT_IN_POPULATION",
  /** They are of different blocks. */
  "DIFFERENT_BLOCK",
  /** Rules keep the other from being its peer: `rules` says which. */
  "EXCLUDED",
  /** The school itself is not matched: `missing` says what it lacks. */
  "MISSING_CIRCUMSTANCES",
  /** The two have too little in common to be compared: `missing` says what the other lacks. */
  "NOT_COMPARABLE",
  /** There are as many as were asked for that are nearer. */
  "FARTHER",
  /** It is as near as some of the peers, or nearer, but the strategy prefers others: of the same band, of the region, … */
  "PASSED_OVER",
] as const;

export type PairReason = (typeof pairReasons)[number];

/** How one school stands among the peers of another. */
export interface Standing {
  /** Among its peers, 1 being the nearest; null where it is none. */
  readonly place: number | null;
  /** By distance among all that may be its peers, ties by URN; null where it may not be, or cannot be compared. */
  readonly rank: number | null;
  /** How many may be its peers and can be compared with it. */
  readonly candidates: number;
  readonly peers: number;
  /** Distance of its last peer; null where it has none. */
  readonly lastDistance: number | null;
  readonly reason: PairReason | null;
  /** Names of the constraints, and `lineage` and `seeksOnly`, that always hold; empty but for EXCLUDED. */
  readonly rules: readonly string[];
  /** Columns; empty but for MISSING_CIRCUMSTANCES and NOT_COMPARABLE. */
  readonly missing: readonly ColumnName[];
}

export interface PairExplanation {
  readonly urn: number;
  readonly other: number;
  /** Of every column that the strategy reads; null where missing, and of the other where it is not in the population. */
  readonly values: readonly {
    readonly column: ColumnName;
    readonly own: number | null;
    readonly other: number | null;
  }[];
  /** At 12 decimal places; null where they cannot be compared. */
  readonly distance: number | null;
  /** Of the distance's additive form, 0 to 1; empty at distance 0, and where there is no distance or there are no shares. */
  readonly shares: readonly { readonly attribute: string; readonly share: number }[];
  /** In a straight line, at 1 decimal place; null where either has no coordinates. */
  readonly kilometres: number | null;
  /** The other among the school's peers. */
  readonly standing: Standing;
  /** The school among the other's peers. */
  readonly reverse: Standing;
}
