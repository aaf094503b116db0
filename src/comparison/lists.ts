// What is compared: several lists of peers over the same schools. Where they come from (runs, files) makes no difference.

/**
 * The schools that the lists are about, in order of id; rows are indexes into these arrays. All arrays have one entry
 * per school. A missing number is NaN.
 */
export interface Schools {
  /** URNs, or the ids of a table. */
  readonly ids: readonly string[];
  /** One number per school that depends on its id alone: its URN if ids are whole numbers, else its place from 1. */
  readonly keys: Int32Array;
  /** Peers are of the same block. */
  readonly block: readonly string[];
  /** What balance is measured on and least squares predict from. */
  readonly attributes: Readonly<Record<string, Float64Array>>;
  /** Attendance of the base year, 0-100; null if it is not known for any school. */
  readonly outcome: Float64Array | null;
  /** Attendance of a later year, 0-100; null if there is none. */
  readonly heldOut: Float64Array | null;
  /** Group name -> the level of each school; null: not known. */
  readonly groups: Readonly<Record<string, readonly (string | null)[]>>;
  /** Metres. */
  readonly easting: Float64Array;
  readonly northing: Float64Array;
}

/** One strategy's peers, or another list's. */
export interface PeerLists {
  /** Unique among the lists that are compared. */
  readonly name: string;
  /** For each school, the rows of its peers, nearest first, without duplicates; empty if it has none. */
  readonly peers: readonly Int32Array[];
  /** In the order of `peers`; null if the list has no distances. */
  readonly distances: readonly Float64Array[] | null;
}

export interface Compared {
  readonly schools: Schools;
  /** Two to eight. */
  readonly lists: readonly PeerLists[];
  /** Random peers and resamples follow from it. */
  readonly seed: number;
  /** Of rank-biased overlap, above 0 and below 1: the higher, the more the later ranks count. */
  readonly p: number;
}
