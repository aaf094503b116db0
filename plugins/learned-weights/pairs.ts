// Pairs of schools to learn from: all of them, or a sample that is the same for the same seed.
import { randomFrom } from "kindred/plugin";

/** @param rows of which pairs are made, none with itself */
export function samplePairs(rows: readonly number[], atMost: number, seed: number): [number, number][] {
  const count = rows.length;
  if ((count * (count - 1)) / 2 <= atMost)
    return rows.flatMap((i, at) => rows.slice(at + 1).map((j): [number, number] => [i, j]));
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: atMost }, () => {
    const first = below(count);
    const second = below(count - 1);
    return [rows[first]!, rows[second < first ? second : second + 1]!];
  });
}
