// Two lists of 20 peers over 2,946 invented schools, against python's standard library, numpy and scipy.
import { describe, expect, it } from "vitest";
import { agreementFigures } from "../../src/comparison/agreement.js";
import type { Figure } from "../../src/comparison/figure.js";
import { hubFigures } from "../../src/comparison/hubs.js";
import type { PeerLists } from "../../src/comparison/lists.js";
import { nearnessFigures } from "../../src/comparison/nearness.js";
import { comparePairs } from "../../src/comparison/pairs.js";
import { partsOf } from "../../src/comparison/parts.js";
import { groupBy, hasReference, numberIn, readReference } from "../plugins/reference.js";
import { schoolsOf } from "./small-comparison.js";

const pool = readReference("schools.csv").filter(({ open }) => open === "1");
const schools = schoolsOf(pool.length, {
  ids: pool.map(({ urn }) => urn!),
  block: pool.map(({ phase }) => phase!),
  easting: Float64Array.from(pool, (school) => numberIn(school, "easting")),
  northing: Float64Array.from(pool, (school) => numberIn(school, "northing")),
});
const parts = partsOf(schools);
const rowOf = new Map(schools.ids.map((urn, row) => [urn, row]));

function readList(name: string, file: string): PeerLists {
  const bySchool = groupBy(readReference(file), "urn");
  const peersOf = (urn: string) => bySchool.get(urn)!.toSorted((a, b) => Number(a.rank) - Number(b.rank));
  return {
    name,
    peers: schools.ids.map((urn) => Int32Array.from(peersOf(urn), ({ peer }) => rowOf.get(peer!)!)),
    distances: schools.ids.map((urn) => Float64Array.from(peersOf(urn), (peer) => numberIn(peer, "distance"))),
  };
}

const lists = [
  readList("euclid", "schools_knn_euclid_z.csv"),
  readList("mahalanobis", "schools_knn_mahalanobis.csv"),
] as const;

/** Value and n of each measure, to 1e-12 of 1 or of the value, whichever is more. */
function expectFigures(figures: readonly Figure[], strategy: string, expected: Record<string, [number, number]>) {
  for (const [name, [value, n]] of Object.entries(expected)) {
    const [measure, block = "all"] = name.split(" ");
    const found = figures.find((one) => one.measure === measure && one.block === block && one.strategy === strategy)!;
    expect([name, found.n]).toEqual([name, n]);
    expect(Math.abs(found.value! - value) / Math.max(1, value), name).toBeLessThan(1e-12);
  }
}

describe.skipIf(!hasReference)("comparison against numpy and scipy (skipped without ../shared/oracles)", () => {
  // Python sets; rank-biased overlap from 4,000 terms of its series with tails that share nothing, all they can, or as
  // before; scipy.stats.spearmanr of the shared peers' places, then the mean.
  it("agrees as sets and summed series do", () => {
    expectFigures(agreementFigures(comparePairs({ schools, lists, p: 0.9 }), parts, 1), "euclid", {
      jaccard: [0.4834908565970237, 2946],
      containment: [0.6434996605566871, 2946],
      rbo_min: [0.5696676214947954, 2946],
      rbo_res: [0.054903628085343464, 2946],
      rbo_ext: [0.5917956231851198, 2946],
      rank_correlation: [0.5409665989584398, 2946],
      "jaccard special": [0.5533729997883167, 122],
      "rbo_ext special": [0.6315762732406643, 122],
      "rank_correlation secondary": [0.5466251124075975, 443],
    });
  });

  // The same with the second list cut to its first (URN modulo 21) peers, the tails continued peer by peer.
  it("agrees where the second list has 0 to 20 peers", () => {
    const [first, { name, peers }] = lists;
    const cut = peers.map((list, row) => list.slice(0, Number(schools.ids[row]) % 21));
    const pairs = comparePairs({ schools, lists: [first, { name, peers: cut, distances: null }], p: 0.9 });
    const figures = agreementFigures(pairs, parts, 1);
    expectFigures(figures, "euclid", {
      in_first_only: [141, 2946],
      jaccard: [0.4640870208743381, 2805],
      containment: [0.39098039215686275, 2805],
      jaccard_whole: [0.33847458053893303, 2805],
      jaccard_whole_max: [0.5251336898395722, 2805],
      rbo_min: [0.47968197905061766, 2805],
      rbo_res: [0.22153317823146115, 2805],
      rbo_ext: [0.6043088545919655, 2805],
      rank_correlation: [0.5182379381267849, 2493],
    });
    expectFigures(figures, "mahalanobis", { containment: [0.7990683101441615, 2805] });
  });

  it("overlaps at depth 5 as sets do", () => {
    const figures = agreementFigures(comparePairs({ schools, lists, p: 0.9 }), parts, 1);
    const atFive = figures.filter(({ attribute }) => attribute === "5");
    expectFigures(atFive, "euclid", { overlap_at_depth: [0.5868974881194841, 2946] });
  });

  // scipy.stats.skew of the counts; Gini's from all differences, np.abs(c[:, None] - c).sum(); sets of the peers.
  it("counts hubs as numpy and scipy do", () => {
    const figures = hubFigures(lists, parts, 1);
    expectFigures(figures, "euclid", {
      skew: [0.8610068065462061, 2946],
      max: [73, 2946],
      gini: [0.34083271459246756, 2946],
      never_share: [9 / 2946, 2946],
      mean: [20, 2946],
      reciprocity: [33448 / 58920, 58920],
      "skew secondary": [0.7475425352649988, 443],
      "gini special": [0.3609312012899758, 122],
    });
    expectFigures(figures, "mahalanobis", {
      skew: [0.9544964338601694, 2946],
      max: [80, 2946],
      gini: [0.3653660318869315, 2946],
      never_share: [17 / 2946, 2946],
      reciprocity: [31094 / 58920, 58920],
      "reciprocity secondary": [4812 / 8860, 8860],
    });
  });

  // np.quantile, whose default is type 7.
  it("finds quantiles of distances and kilometres as numpy does", () => {
    const figures = nearnessFigures({ schools, lists, seed: 1, p: 0.9 }, parts);
    expectFigures(figures, "euclid", {
      distance_median: [2.1934040442994123, 58920],
      distance_p90: [3.0946900164577538, 58920],
      km_median: [106.70051093129779, 58920],
      km_p90: [251.9573902849637, 58920],
      km_beyond_50: [43038 / 58920, 58920],
      km_beyond_100: [31454 / 58920, 58920],
      peers_mean: [20, 2946],
    });
    expectFigures(figures, "mahalanobis", {
      "distance_p90 special": [4.426319760938105, 2440],
      "km_median secondary": [139.02323378146164, 8860],
      "km_beyond_100 primary": [25198 / 47620, 47620],
    });
  });
});
