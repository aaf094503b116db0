// The form of the Department for Education's financial benchmarking sets: differences by the block's range, own region first.

import {
  between,
  choicesOf,
  defineStrategy,
  matchesOf,
  type Peer,
  type Pool,
  peerCount,
  pointsOf,
  readAttributes,
  weightedAttributes,
} from "kindred/plugin";
import { z } from "zod";

const parameters = z.strictObject({
  attributes: weightedAttributes
    .prefault({ roll: 0.5, fsm: 0.4, ehcPlans: 0.1 })
    .describe("What schools are compared by, and what each weighs."),
  among: peerCount
    .default(60)
    .describe(
      "So many of the nearest are looked at, and those of the school's own region come first; k where k is more.",
    ),
  k: peerCount.default(29).describe("Peers a school is to have."),
});

export default defineStrategy<z.infer<typeof parameters>>({
  name: "range-scaled",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "By the range, own region first",
  description:
    "Finds schools of your size with as many pupils eligible for free meals, and prefers those of your region: the form " +
    "in which the Department for Education compares what schools spend. Use it to compare with that service.",
  parameters,
  columns: ({ attributes }) =>
    choicesOf(attributes).map(({ column, required }) => ({ column, missing: required ? "required" : "median" })),

  match(pool, { attributes, among, k }) {
    if (pool.block === "SPECIAL")
      pool.warn("special schools are compared without their pupils' needs: no such columns");
    const points = pointsOf(pool, readAttributes(pool, choicesOf(attributes), between(0)), { coverage: 0 });
    const nearest = pool.nearest(points, { metric: "euclidean", k: Math.max(among, k) });
    const chosen = nearest.map((peers, row) => peers && ownRegionFirst(pool, row, peers).slice(0, k).sort(byDistance));
    return {
      attributes: points.attributes,
      matches: matchesOf(points, chosen),
      between: pool.between(points, "euclidean"),
    };
  },
});

function ownRegionFirst({ region }: Pool, row: number, peers: readonly Peer[]): Peer[] {
  const isOwn = (peer: Peer) => region[row] !== 0 && region[peer.row] === region[row];
  return [...peers.filter(isOwn), ...peers.filter((peer) => !isOwn(peer))];
}

const byDistance = (a: Peer, b: Peer) => a.distance - b.distance || a.row - b.row;
