// The innermost loops: four columns per pass, twice as fast as one column or one row at a time. Sums run in the order
// of the columns, so every machine gets the same bits.

export const passWidth = 4;

type Four<Value> = readonly [Value, Value, Value, Value];

/** Adds to every row's length what four columns, from `first` on, contribute to its distance from the point. */
type AddPass = (lengths: Float64Array, columns: readonly Float64Array[], first: number, point: Float64Array) => void;

const columnsOfPass = (columns: readonly Float64Array[], first: number) =>
  columns.slice(first, first + passWidth) as unknown as Four<Float64Array>;

/** Squared differences. */
export const addSquares: AddPass = (lengths, columns, first, point) => {
  const [a, b, c, d] = columnsOfPass(columns, first);
  const [pa, pb, pc, pd] = point as unknown as Four<number>;
  for (let row = 0; row < lengths.length; row++) {
    const da = pa - a[row]!;
    const db = pb - b[row]!;
    const dc = pc - c[row]!;
    const dd = pd - d[row]!;
    lengths[row] = lengths[row]! + da * da + db * db + dc * dc + dd * dd;
  }
};

/** Absolute differences. */
export const addAbsolutes: AddPass = (lengths, columns, first, point) => {
  const [a, b, c, d] = columnsOfPass(columns, first);
  const [pa, pb, pc, pd] = point as unknown as Four<number>;
  for (let row = 0; row < lengths.length; row++) {
    lengths[row] =
      lengths[row]! + Math.abs(pa - a[row]!) + Math.abs(pb - b[row]!) + Math.abs(pc - c[row]!) + Math.abs(pd - d[row]!);
  }
};
