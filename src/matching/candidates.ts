// Who may be whose peer, as codes a row rather than a function of two, so that a search can use it from within.

export interface Candidates {
  readonly size: number;
  /** 1 where the row may be anyone's peer at all. */
  readonly mayBePeer: Uint8Array;
  /** Peers are of the same group; nobody is of group 0. */
  readonly group: Int32Array;
  /** Peers differ in each of these; code 0 differs from every code. */
  readonly apart: readonly Int32Array[];
  /** Peers are within so many metres; NaN is within no distance. */
  readonly near: Nearness | null;
}

export interface Nearness {
  readonly easting: Float64Array;
  readonly northing: Float64Array;
  readonly metres: number;
}

/** Whether row `j` may be a peer of row `i`. */
export function admitting({ mayBePeer, group, apart, near }: Candidates): (i: number, j: number) => boolean {
  return (i, j) => {
    if (mayBePeer[j] !== 1 || i === j || group[i] !== group[j] || group[i] === 0) return false;
    for (let at = 0; at < apart.length; at++) {
      const codes = apart[at]!;
      if (codes[i] === codes[j] && codes[i] !== 0) return false;
    }
    return near === null || metresBetween(near, i, j) <= near.metres;
  };
}

/** All rows that may be peers of row `i`, ascending; as `admitting` says of each, but sieved, which is twice as fast. */
export function admittedBy({ size, mayBePeer, group, apart, near }: Candidates): (i: number) => Int32Array {
  const possible = Int32Array.from({ length: size }, (_, row) => row).filter((row) => mayBePeer[row] === 1);
  const left = new Int32Array(size);
  return (i) => {
    let count = 0;
    const own = group[i]!;
    if (own === 0) return new Int32Array(0);
    for (let at = 0; at < possible.length; at++) {
      const row = possible[at]!;
      if (group[row] === own && row !== i) left[count++] = row;
    }
    for (const codes of apart) {
      const code = codes[i]!;
      if (code === 0) continue;
      const before = count;
      count = 0;
      for (let at = 0; at < before; at++) {
        const row = left[at]!;
        if (codes[row] !== code) left[count++] = row;
      }
    }
    if (near) {
      const before = count;
      count = 0;
      for (let at = 0; at < before; at++) {
        const row = left[at]!;
        if (metresBetween(near, i, row) <= near.metres) left[count++] = row;
      }
    }
    return left.slice(0, count);
  };
}

/** In a straight line; NaN where either has no coordinates. */
export function metresBetween({ easting, northing }: Omit<Nearness, "metres">, i: number, j: number): number {
  const east = easting[i]! - easting[j]!;
  const north = northing[i]! - northing[j]!;
  return Math.sqrt(east * east + north * north);
}

/** The same positive number for the same category; 0 for an unknown one. */
export function codesOf(categories: readonly (string | number | null)[]): Int32Array {
  const known = new Map<string | number, number>();
  return Int32Array.from(categories, (category) => {
    if (category === null) return 0;
    if (!known.has(category)) known.set(category, known.size + 1);
    return known.get(category)!;
  });
}

/** The same positive number for rows that share every code; 0 for those that have a 0 among them. */
export function groupsOf(size: number, codes: readonly Int32Array[]): Int32Array {
  const rows = Array.from({ length: size }, (_, row) => {
    const own = codes.map((all) => all[row]!);
    return own.includes(0) ? null : own.join();
  });
  return codesOf(rows);
}
