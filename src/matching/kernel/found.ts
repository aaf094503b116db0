// What a search finds, flat: the nearest of row `i` begin at `i * k`.

/** Points as the metric sees them. */
export interface Points {
  /** One array a dimension. */
  readonly dimensions: readonly Float64Array[];
  /** The rows that have them all. */
  readonly whole: Uint8Array;
}

export interface Search {
  readonly metric: "euclidean" | "manhattan";
  readonly k: number;
  /** Only for these rows, ascending; for all unless given. */
  readonly queries?: Int32Array;
  /** Threads at most; as many as are of use unless given. */
  readonly threads?: number;
  /** Told how many rows are done. */
  onProgress?(rows: number): void;
}

export interface Found {
  /** Room a row: what was asked for, or all there are where they are fewer. */
  readonly k: number;
  /** How many were found; 0 also where nobody was sought. */
  readonly counts: Int32Array;
  readonly rows: Int32Array;
  /** By `roundDistance`. */
  readonly distances: Float64Array;
}

export function roomFor(size: number, k: number): Found {
  return {
    k,
    counts: new Int32Array(size),
    rows: new Int32Array(size * k),
    distances: new Float64Array(size * k),
  };
}
