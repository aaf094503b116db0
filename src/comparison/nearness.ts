// How near peers are: by a list's own distance, and on the map.
import { quantileOf } from "./distribution.js";
import type { Figure } from "./figure.js";
import { figureByPart, meanAt } from "./figure-by-part.js";
import type { Compared, PeerLists, Schools } from "./lists.js";
import type { PartRows } from "./parts.js";
import { type FigureNames, figuresOf, shareOf } from "./resample.js";

/** Limits of the shares of pairs that are further apart. */
const farInKilometres = [50, 100];

/**
 * Over directed pairs of a school of the part and one of its peers, whose number is `n`. Distances of different lists
 * have different scales. A list without distances has no figures of them.
 */
export function nearnessFigures({ schools, lists, seed }: Compared, parts: readonly PartRows[]): Figure[] {
  const places = lists.map((list) => ({ list, kilometres: kilometresOf(list, schools) }));
  return [
    ...figuresOf(
      places.flatMap(({ list, kilometres }) => farInKilometres.map((limit) => shareBeyond(list, kilometres, limit))),
      parts,
      seed,
    ),
    ...places.flatMap(({ list, kilometres }) => [
      ...(list.distances ? quantiles(list, "distance", list.distances, parts) : []),
      ...quantiles(list, "km", kilometres, parts),
      ...meanNumber(list, parts),
    ]),
  ];
}

const namesOf = ({ name }: PeerLists, measure: string): FigureNames => ({
  section: "nearness",
  measure,
  strategy: name,
  other: "",
  attribute: "",
});

/** Straight lines, in the order of the peers; NaN if the place of either school is not known. */
export const kilometresOf = ({ peers }: PeerLists, { easting, northing }: Schools): Float64Array[] =>
  peers.map((ofSchool, row) => {
    const kilometres = new Float64Array(ofSchool.length);
    for (let at = 0; at < ofSchool.length; at++) {
      const peer = ofSchool[at]!;
      const east = easting[peer]! - easting[row]!;
      const north = northing[peer]! - northing[row]!;
      kilometres[at] = Math.sqrt(east * east + north * north) / 1000;
    }
    return kilometres;
  });

function shareBeyond(list: PeerLists, kilometres: readonly Float64Array[], limit: number) {
  const count = (counts: (value: number) => boolean) =>
    Float64Array.from(kilometres, (values) => values.reduce((sum, value) => sum + (counts(value) ? 1 : 0), 0));
  return shareOf(
    namesOf(list, `km_beyond_${limit}`),
    count((value) => value > limit),
    count((value) => !Number.isNaN(value)),
  );
}

function quantiles(
  list: PeerLists,
  what: string,
  values: readonly Float64Array[],
  parts: readonly PartRows[],
): Figure[] {
  return parts.flatMap((part) => {
    const known = knownOf(part.rows, values);
    const figure = (name: string, p: number) =>
      figureByPart(namesOf(list, `${what}_${name}`), [part], () => ({ value: quantileOf(known, p), n: known.length }));
    return [...figure("median", 0.5), ...figure("p90", 0.9)];
  });
}

/** Those that are not NaN. */
function knownOf(rows: Int32Array, values: readonly Float64Array[]): Float64Array {
  const known = new Float64Array(rows.reduce((sum, row) => sum + values[row]!.length, 0));
  let count = 0;
  for (const row of rows) for (const value of values[row]!) if (!Number.isNaN(value)) known[count++] = value;
  return known.subarray(0, count);
}

function meanNumber(list: PeerLists, parts: readonly PartRows[]): Figure[] {
  const numbers = Float64Array.from(list.peers, ({ length }) => length || Number.NaN);
  return figureByPart(namesOf(list, "peers_mean"), parts, (rows) => meanAt(numbers, rows));
}
