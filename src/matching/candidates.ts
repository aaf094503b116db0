// Which rows are candidates of which, as codes per row instead of a function of two rows, so the kernel can use it.

export interface CandidateRules {
  readonly size: number;
  /** 1 if the row may be a peer at all. */
  readonly mayBePeer: Uint8Array;
  /** Peers are in the same group; rows in group 0 have no peers. */
  readonly group: Int32Array;
  /** Peers differ in each of these codes; code 0 differs from every code. */
  readonly mustDiffer: readonly Int32Array[];
  /** Peers are within a radius; null: any distance. */
  readonly near: Nearness | null;
}

/** The radius in metres, and coordinates; NaN is never within the radius. */
export interface Nearness {
  readonly easting: Float64Array;
  readonly northing: Float64Array;
  readonly metres: number;
}

/** @returns a function that says whether row `j` is a candidate of row `i` */
export function candidateTest({ mayBePeer, group, mustDiffer, near }: CandidateRules) {
  return (i: number, j: number): boolean => {
    if (mayBePeer[j] !== 1 || i === j || group[i] !== group[j] || group[i] === 0) return false;
    for (let at = 0; at < mustDiffer.length; at++) {
      const codes = mustDiffer[at]!;
      if (codes[i] === codes[j] && codes[i] !== 0) return false;
    }
    return near === null || metresBetween(near, i, j) <= near.metres;
  };
}

/**
 * @returns a function that lists the candidates of row `i`, of those rows that are given, ascending; twice as fast as
 *   `candidateTest` row by row
 */
export function candidateLister({ size, mayBePeer, group, mustDiffer, near }: CandidateRules) {
  const possible = Int32Array.from({ length: size }, (_, row) => row).filter((row) => mayBePeer[row] === 1);
  const left = new Int32Array(size);
  return (i: number, among: Int32Array = possible): Int32Array => {
    let count = 0;
    const ownGroup = group[i]!;
    if (ownGroup === 0) return new Int32Array(0);
    for (let at = 0; at < among.length; at++) {
      const row = among[at]!;
      if (group[row] === ownGroup && row !== i && mayBePeer[row] === 1) left[count++] = row;
    }
    for (const codes of mustDiffer) {
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

/** Distance in a straight line; NaN if either row has no coordinates. */
export function metresBetween({ easting, northing }: Omit<Nearness, "metres">, i: number, j: number): number {
  const east = easting[i]! - easting[j]!;
  const north = northing[i]! - northing[j]!;
  return Math.sqrt(east * east + north * north);
}

/** A positive number for each category; 0 for null. */
export function codesOf(categories: readonly (string | number | null)[]): Int32Array {
  const codes = new Map<string | number, number>();
  return Int32Array.from(categories, (category) => {
    if (category === null) return 0;
    if (!codes.has(category)) codes.set(category, codes.size + 1);
    return codes.get(category)!;
  });
}

/** A positive number for each combination of codes; 0 for rows that have a 0 among their codes. */
export function groupsOf(size: number, codes: readonly Int32Array[]): Int32Array {
  const combinations = Array.from({ length: size }, (_, row) => {
    const rowCodes = codes.map((all) => all[row]!);
    return rowCodes.includes(0) ? null : rowCodes.join();
  });
  return codesOf(combinations);
}
