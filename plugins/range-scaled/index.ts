// The method of the Department for Education's financial benchmarking sets: range-scaled differences, own region first.
import {
  choicesOf,
  columnsOf,
  defineStrategy,
  matchesOf,
  type Peer,
  type Pool,
  peerCount,
  pointsOf,
  quantileRange,
  readAttributes,
  weightedAttributes,
} from "kindred/plugin";
import { z } from "zod";

const parameters = z.strictObject({
  attributes: weightedAttributes
    .prefault({ roll: 0.5, fsm: 0.4, ehcPlans: 0.1 })
    .describe("The attributes to compare, and their weights."),
  among: peerCount
    .default(60)
    .describe(
      "Number of nearest schools that peers are taken from, the school's own region first. At least k are used.",
    ),
  k: peerCount.default(29).describe("Number of peers to find."),
});

export default defineStrategy<z.infer<typeof parameters>>({
  name: "range-scaled",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Range-scaled, own region first",
  description:
    "Finds schools of your size with as many pupils eligible for free meals, and prefers those in your region, as " +
    "the Department for Education does when it compares what schools spend. Use it to compare with that service.",
  parameters,
  columns: ({ attributes }) => columnsOf(choicesOf(attributes)),

  match(pool, { attributes, among, k }) {
    if (pool.block === "SPECIAL")
      pool.warn("special schools are compared without their pupils' needs: there are no columns for them");
    const points = pointsOf(pool, readAttributes(pool, choicesOf(attributes), quantileRange(0)), { coverage: 0 });
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
