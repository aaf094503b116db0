// How like its peers a school is, attribute by attribute: each school by itself, and the schools of a part as a whole.
import { blockStatistics } from "../matching/statistics.js";
import type { Figure } from "./figure.js";
import { figureByPart, meanAt } from "./figure-by-part.js";
import type { Compared, PeerLists, Schools } from "./lists.js";
import { type PartRows, rowsOfEach } from "./parts.js";
import { randomPeersLike } from "./random-peers.js";
import type { FigureNames } from "./resample.js";
import { type Attribute, attributeOf, type Difference, differenceOf, sidesOf } from "./seekers-and-peers.js";

/** Stuart, Lee and Leacy 2013, Journal of Clinical Epidemiology 66. */
const highestSmd = 0.1;
/** Rubin 2001, Health Services and Outcomes Research Methodology 2. */
const highestRatio = 2;

/**
 * For each list: `rms` of each attribute, beside random peers; then `smd`, `variance_ratio`, `ks` and their tally. This
 * is no estimate of a treatment's effect: every school is seeker and peer.
 */
export function balanceFigures(compared: Compared, parts: readonly PartRows[]): Figure[] {
  const { schools, lists } = compared;
  const attributes = Object.entries(schools.attributes).map(([name, values]) => attributeOf(name, values));
  const deviations = new Map(attributes.map(({ name }) => [name, blockDeviations(schools, name)]));
  const rms = (list: PeerLists, other: string, peers: readonly Int32Array[]) =>
    attributes.flatMap(({ name, values }) => {
      const squares = differencesFromPeers(values, peers, deviations.get(name)!).map((difference) => difference ** 2);
      return figureByPart({ ...namesOf(list, "rms", name), other }, parts, (rows) => {
        const { value, n } = meanAt(squares, rows);
        return { value: Math.sqrt(value), n };
      });
    });
  if (attributes.length === 0) return [];
  return [
    ...lists.flatMap((list) => [...rms(list, "", list.peers), ...rms(list, "random", randomPeersLike(list, compared))]),
    ...lists.flatMap((list) => parts.flatMap((part) => asAWhole(list, part, attributes))),
  ];
}

const namesOf = ({ name }: PeerLists, measure: string, attribute = ""): FigureNames => ({
  section: "balance",
  measure,
  strategy: name,
  other: "",
  attribute,
});

/** For each school the standard deviation (n - 1) of its block's schools; NaN if the attribute does not vary there. */
function blockDeviations({ block, attributes }: Schools, name: string): Float64Array {
  const deviations = new Float64Array(block.length);
  for (const rows of rowsOfEach(block).values()) {
    const inBlock = new Uint8Array(block.length);
    for (const row of rows) inBlock[row] = 1;
    const sd = blockStatistics(inBlock, () => attributes[name]!).sd(name) || Number.NaN;
    for (const row of rows) deviations[row] = sd;
  }
  return deviations;
}

/** Own value less the mean of the peers' known values, in these deviations; NaN if any of the three is missing. */
function differencesFromPeers(
  values: Float64Array,
  peers: readonly Int32Array[],
  deviations: Float64Array,
): Float64Array {
  return Float64Array.from(values, (own, row) => (own - meanAt(values, peers[row]!).value) / deviations[row]!);
}

/** The schools of a part against their peers. `n` of a tally is the number of attributes that have the measure. */
function asAWhole(list: PeerLists, { part, rows }: PartRows, attributes: readonly Attribute[]): Figure[] {
  const sides = sidesOf(list.peers, rows);
  const found = attributes.map((attribute) => ({ name: attribute.name, ...differenceOf(attribute, sides) }));
  const names = (measure: string, attribute?: string) => ({
    ...namesOf(list, measure, attribute),
    ...part,
    low: null,
    high: null,
  });
  const each = (measure: string, of: (difference: Difference) => number | null) =>
    found.map((one): Figure => ({ ...names(measure, one.name), value: of(one), n: one.n }));
  const tally = (measure: string, values: readonly (number | null)[], isBeyond: (value: number) => boolean): Figure => {
    const known = values.filter((value) => value !== null);
    return {
      ...names(measure),
      value: known.length > 0 ? known.filter(isBeyond).length : null,
      n: known.length,
    };
  };
  const worst = found.reduce((worst, one) => (size(one.smd) > size(worst.smd) ? one : worst));
  return [
    ...each("smd", ({ smd }) => smd),
    ...each("variance_ratio", ({ varianceRatio }) => varianceRatio),
    ...each("ks", ({ ks }) => ks),
    tally(
      `smd_above_${highestSmd}`,
      found.map(({ smd }) => smd),
      (smd) => Math.abs(smd) > highestSmd,
    ),
    tally(
      `variance_ratio_beyond_${highestRatio}`,
      found.map(({ varianceRatio }) => varianceRatio),
      (ratio) => ratio > highestRatio || ratio < 1 / highestRatio,
    ),
    { ...names("worst_smd", worst.smd === null ? "" : worst.name), value: worst.smd, n: worst.n },
  ];
}

const size = (smd: number | null) => (smd === null ? -1 : Math.abs(smd));
