// Why a school is, or is not, one of another school's peers.
import type { ColumnName } from "../../strategy/contract.js";

/** Why a school is not a peer. */
export type PairReason =
  /** The two are the same school. */
  | "SAME_SCHOOL"
  /** The other is not in the population: not open, not state-funded, or another school represents its lineage. */
  | "NOT_IN_POPULATION"
  /** They are of different blocks. */
  | "DIFFERENT_BLOCK"
  /** Rules exclude the other; `rules` lists them. */
  | "EXCLUDED"
  /** The school itself is not matched; `missing` lists what it lacks. */
  | "MISSING_CIRCUMSTANCES"
  /** The two share too few figures to be compared; `missing` lists what the other lacks. */
  | "NOT_COMPARABLE"
  /** All peers are nearer. */
  | "FARTHER"
  /** It is as near as some peers, or nearer, but the strategy prefers others: in the same band, in the region, … */
  | "PASSED_OVER";

/** How one school ranks as a peer of another. */
export interface PeerStanding {
  /** Its place among the peers, 1 for the nearest; null if it is not a peer. */
  readonly place: number | null;
  /** Its place among all candidates by distance, ties by URN; null if it is not a candidate or cannot be compared. */
  readonly rank: number | null;
  /** The number of candidates that can be compared. */
  readonly candidates: number;
  readonly peers: number;
  /** Distance of the last peer; null without peers. */
  readonly lastDistance: number | null;
  /** Null if it is a peer. */
  readonly reason: PairReason | null;
  /** Names of constraints, or `lineage` and `seeksOnly`, which always apply; empty unless EXCLUDED. */
  readonly rules: readonly string[];
  /** Columns; empty unless MISSING_CIRCUMSTANCES or NOT_COMPARABLE. */
  readonly missing: readonly ColumnName[];
}

export interface PairExplanation {
  readonly urn: number;
  readonly other: number;
  /** One per column that the strategy reads; null if missing, or if the other is not in the population. */
  readonly values: readonly {
    readonly column: ColumnName;
    readonly own: number | null;
    readonly other: number | null;
  }[];
  /** At 12 decimal places; null if they cannot be compared. */
  readonly distance: number | null;
  /** Shares of the distance's additive form, 0 to 1; empty at distance 0 and without distance or shares. */
  readonly shares: readonly { readonly attribute: string; readonly share: number }[];
  /** In a straight line, at 1 decimal place; null if either has no coordinates. */
  readonly kilometres: number | null;
  /** The other as a peer of the school. */
  readonly standing: PeerStanding;
  /** The school as a peer of the other. */
  readonly reverse: PeerStanding;
}

/** Several schools as peers of one. */
export interface PeersExplanation {
  readonly urn: number;
  /** One per column that the strategy reads. */
  readonly attributes: readonly {
    readonly column: ColumnName;
    /** The school's own value; null if it is missing. */
    readonly own: number | null;
    /** Standard deviation (n - 1) over the schools of the block that have a value; null for fewer than two. */
    readonly sd: number | null;
  }[];
  /** In the order asked for. */
  readonly others: readonly {
    readonly urn: number;
    /** In the order of `attributes`; null if missing, or if the other is not in the population. */
    readonly values: readonly (number | null)[];
    /** As in `PairExplanation`. */
    readonly distance: number | null;
    readonly kilometres: number | null;
    readonly standing: PeerStanding;
  }[];
}
