// Pairs of schools to learn from: all of them, or a sample that is the same for the same seed.

/** @param rows of which pairs are made, none with itself */
export function samplePairs(rows: readonly number[], atMost: number, seed: number): [number, number][] {
  const count = rows.length;
  if ((count * (count - 1)) / 2 <= atMost)
    return rows.flatMap((i, at) => rows.slice(at + 1).map((j): [number, number] => [i, j]));
  const random = generator(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: atMost }, () => {
    const first = below(count);
    const second = below(count - 1);
    return [rows[first]!, rows[second < first ? second : second + 1]!];
  });
}

/** Mulberry32: numbers in [0, 1), the same on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
