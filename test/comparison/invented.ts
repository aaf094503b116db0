// An invented comparison, and figures for it that are plausible but not computed from it.
import type { Figure, Part, Section } from "../../src/comparison/figure.js";
import type { Compared, PeerLists, Schools } from "../../src/comparison/lists.js";
import { randomFrom } from "../../src/strategy/random.js";

export interface Invention {
  readonly lists: readonly string[];
  readonly attributes?: readonly string[];
  readonly without?: readonly ("heldOut" | "places" | "distances")[];
}

const size = 120;

/** Each list has two peers more than the one before. */
export function inventedComparison({
  lists,
  attributes = ["fsm", "sen", "pupils"],
  without = [],
}: Invention): Compared {
  const random = randomFrom(7);
  const numbers = (low: number, high: number) =>
    Float64Array.from({ length: size }, () => low + (high - low) * random());
  const unknown = new Float64Array(size).fill(Number.NaN);
  const schools: Schools = {
    ids: Array.from({ length: size }, (_, row) => String(100_000 + row)),
    keys: Int32Array.from({ length: size }, (_, row) => 100_000 + row),
    block: Array.from({ length: size }, (_, row) => (row % 3 === 0 ? "secondary" : "primary")),
    attributes: Object.fromEntries(attributes.map((name) => [name, numbers(0, 50)])),
    outcome: numbers(90, 97),
    heldOut: without.includes("heldOut") ? null : numbers(88, 98),
    groups: { region: Array.from({ length: size }, (_, row) => ["East", "West", null][row % 3]!) },
    easting: without.includes("places") ? unknown : numbers(200_000, 600_000),
    northing: without.includes("places") ? unknown : numbers(50_000, 600_000),
  };
  const peersOf = (row: number, count: number) =>
    Int32Array.from({ length: count }, (_, at) => (row + 3 * (at + 1 + Math.floor(2 * random()) * count)) % size);
  return {
    schools,
    lists: lists.map((name, at): PeerLists => {
      const peers = schools.ids.map((_, row) => peersOf(row, 4 + 2 * at));
      const distances = peers.map((ofSchool) => Float64Array.from(ofSchool, (_, rank) => 0.5 + rank * random()));
      return { name, peers, distances: without.includes("distances") ? null : distances };
    }),
    seed: 3,
    p: 0.9,
  };
}

/** Figures over all schools, each block and each region. Values follow from the order of the figures. */
export function inventedFigures({ schools, lists }: Compared): Figure[] {
  const random = randomFrom(11);
  const names = lists.map(({ name }) => name);
  const pairs = names.flatMap((first, at) => names.slice(at + 1).map((second) => [first, second] as const));
  const whole = { block: "all", group: "all", level: "all" };
  const parts: Part[] = [
    whole,
    ...["primary", "secondary"].map((block) => ({ ...whole, block })),
    ...["East", "West"].map((level) => ({ ...whole, group: "region", level })),
  ];
  const figures = (section: Section, measure: string, strategy: string, other = "", attribute = "") =>
    parts.map((part): Figure => {
      const value = (measure === "smd" ? -0.3 : 0.2) + 0.6 * random();
      return {
        section,
        measure,
        strategy,
        other,
        attribute,
        ...part,
        value,
        low: value - 0.05,
        high: value + 0.05,
        n: 100,
      };
    });
  const attributes = Object.keys(schools.attributes);
  const agreement = [
    "jaccard",
    "jaccard_whole",
    "jaccard_whole_max",
    "containment",
    "rbo_min",
    "rbo_res",
    "rbo_ext",
    "rank_correlation",
    "in_both",
    "in_first_only",
    "in_second_only",
  ];
  const accuracy = schools.heldOut ? ["rmse", "mae", "r2"] : [];
  return [
    ...pairs.flatMap(([first, second]) => [
      ...agreement.flatMap((measure) => figures("agreement", measure, first, second)),
      ...figures("agreement", "containment", second, first),
      ...["1", "2", "3", "4"].flatMap((depth) => figures("agreement", "overlap_at_depth", first, second, depth)),
    ]),
    ...names.flatMap((name) => [
      ...attributes.flatMap((attribute) => [
        ...figures("balance", "rms", name, "", attribute),
        ...figures("balance", "rms", name, "random", attribute),
        ...figures("balance", "smd", name, "", attribute),
      ]),
      ...figures("balance", "smd_above_0.1", name),
      ...figures("balance", "worst_smd", name, "", attributes[0]),
      ...["skew", "max", "gini", "mean", "never_share", "reciprocity"].flatMap((measure) =>
        figures("hubs", measure, name),
      ),
      ...["km_beyond_50", "km_beyond_100"].flatMap((measure) => figures("nearness", measure, name)),
    ]),
    ...accuracy.flatMap((measure) => [
      ...names.flatMap((name) => [
        ...figures("validity", measure, name),
        ...figures("validity", measure, name, "random"),
      ]),
      ...["own_last", "block_mean", "ols"].flatMap((baseline) => figures("validity", measure, "all", baseline)),
      ...[...pairs, ...names.map((name) => [name, "random"] as const)].flatMap(([first, second]) =>
        figures("validity", `${measure}_difference`, first, second),
      ),
    ]),
  ];
}
