// The innermost loops: four columns per pass, twice as fast as one column or one row at a time. Sums run in the order
// of the columns, so every machine gets the same bits.

export const passWidth = 4;

/** Adds to every row's length the squared differences between four columns, from `first` on, and the point. */
export function addSquares(
  lengths: Float64Array,
  columns: readonly Float64Array[],
  first: number,
  point: Float64Array,
): void {
  const [a, b, c, d] = columns.slice(first, first + passWidth) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [pa, pb, pc, pd] = point as unknown as [number, number, number, number];
  for (let row = 0; row < lengths.length; row++) {
    const da = pa - a[row]!;
    const db = pb - b[row]!;
    const dc = pc - c[row]!;
    const dd = pd - d[row]!;
    lengths[row] = lengths[row]! + da * da + db * db + dc * dc + dd * dd;
  }
}

/** The same with absolute differences. */
export function addAbsolutes(
  lengths: Float64Array,
  columns: readonly Float64Array[],
  first: number,
  point: Float64Array,
): void {
  const [a, b, c, d] = columns.slice(first, first + passWidth) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [pa, pb, pc, pd] = point as unknown as [number, number, number, number];
  for (let row = 0; row < lengths.length; row++) {
    lengths[row] =
      lengths[row]! + Math.abs(pa - a[row]!) + Math.abs(pb - b[row]!) + Math.abs(pc - c[row]!) + Math.abs(pd - d[row]!);
  }
}
