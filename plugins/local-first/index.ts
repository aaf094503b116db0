// Nearest neighbours among nearby schools; searches farther away only if too few are near.
import {
  type Band,
  chosenAttributes,
  columnsOf,
  defaultCoverage,
  defineStrategy,
  isPresetOrAttributes,
  matchesOf,
  type Peer,
  pointsOf,
  presetOrAttributes,
  presetShape,
  readAttributes,
  withDefaults,
} from "kindred/plugin";
import { z } from "zod";

const parameters = z
  .strictObject({
    ...presetShape,
    radiiKm: z
      .array(z.number().positive())
      .min(1)
      .max(10)
      .refine(
        (radii) => radii.every((radius, at) => at === 0 || radius > radii[at - 1]!),
        "each must be larger than the one before",
      )
      .default([25, 50, 100])
      .describe(
        "Distances to search within, in kilometres, in turn until a school has k peers; after the last, anywhere.",
      ),
  })
  .refine(isPresetOrAttributes, presetOrAttributes)
  .transform(({ radiiKm, ...given }) => ({ ...withDefaults(given), radiiKm }));

export default defineStrategy<z.infer<typeof parameters>>({
  name: "local-first",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Nearest neighbours, near home first",
  description:
    "Finds the schools closest to yours in pupils and circumstances among those nearby, and searches farther away " +
    "only if there are too few. Use it where peers are to visit each other, or share a labour market and transport.",
  parameters,
  columns: (given) => columnsOf(chosenAttributes(given)),

  match(pool, given) {
    const points = pointsOf(pool, readAttributes(pool, chosenAttributes(given)), { coverage: defaultCoverage });
    const found = new Array<readonly Peer[] | null>(pool.size).fill(null);
    const bands = new Array<Band>(pool.size);
    const relaxed: string[] = [];
    let incomplete = Array.from(found.keys());
    for (const withinKm of [...given.radiiKm, undefined]) {
      const label = withinKm === undefined ? "anywhere" : `within ${withinKm} km`;
      const nearest = pool.nearest(points, { metric: "euclidean", k: given.k, ...(withinKm && { withinKm }) });
      for (const row of incomplete) {
        found[row] = nearest[row]!;
        bands[row] = { label, relaxed: [...relaxed] };
      }
      incomplete = incomplete.filter((row) => (found[row]?.length ?? 0) < given.k);
      if (incomplete.length === 0) break;
      relaxed.push(label);
    }
    return {
      attributes: points.attributes,
      matches: matchesOf(points, found).map((match) =>
        "peers" in match ? { ...match, band: bands[match.row]! } : match,
      ),
      between: pool.between(points, "euclidean"),
    };
  },
});
