// Pairs of schools to learn from: all of them, or a sample. The same seed gives the same sample.
import { randomFrom } from "kindred/plugin";

/** @returns pairs of different rows: all of them if there are at most `maxPairs` */
export function samplePairs(rows: readonly number[], maxPairs: number, seed: number): [number, number][] {
  const count = rows.length;
  if ((count * (count - 1)) / 2 <= maxPairs)
    return rows.flatMap((i, at) => rows.slice(at + 1).map((j): [number, number] => [i, j]));
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: maxPairs }, () => {
    const first = below(count);
    const second = below(count - 1);
    return [rows[first]!, rows[second < first ? second : second + 1]!];
  });
}
