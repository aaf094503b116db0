// The input and output of a search. Output is flat: the peers of row `i` start at `i * k`.

export interface Points {
  /** One array per dimension. */
  readonly dimensions: readonly Float64Array[];
  /** 1 for the rows without NaN in any dimension. */
  readonly complete: Uint8Array;
}

export interface Search {
  readonly metric: "euclidean" | "manhattan";
  readonly k: number;
  /** Rows to find peers for, ascending. Default: all. */
  readonly queries?: Int32Array;
  /** Maximum number of threads. Default: as many as are useful. */
  readonly threads?: number;
  /** Receives the number of rows done. */
  onProgress?(rows: number): void;
}

/** Valid until the next search: the kernel returns views of its memory. */
export interface Found {
  /** Entries per row: the `k` of the search, or the number of candidates if that is smaller. */
  readonly k: number;
  /** Number of peers found; also 0 for rows that were not queries. */
  readonly counts: Int32Array;
  readonly rows: Int32Array;
  /** Rounded by `roundDistance`. */
  readonly distances: Float64Array;
}

export function allocateFound(size: number, k: number): Found {
  return { k, counts: new Int32Array(size), rows: new Int32Array(size * k), distances: new Float64Array(size * k) };
}
