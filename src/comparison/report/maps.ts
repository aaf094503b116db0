// Small maps of one school's peers, one for each list.
import { dot, rect } from "@observablehq/plot";
import type { Compared, PeerLists, Schools } from "../lists.js";
import { exhibitOf, html, type Markup, sectionOf, tableOf } from "./markup.js";
import { colours, faint, ink } from "./palette.js";
import { type Drawing, draw } from "./plot.js";
import { count, counted, decimal } from "./words.js";

/** Squares along the longer side of a map. */
const squares = 48;

interface Place {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/** @param school its row */
export function mapSection({ schools, lists }: Compared, school: number): Markup {
  const id = schools.ids[school]!;
  const heading = `The peers of ${id}`;
  const [own] = placesOf(schools, [school]);
  const land = landOf(schools);
  return sectionOf("school", heading, [
    ...(own
      ? [
          html`<p>The cross is school ${id}. Its peers are full circles if every list has them, else rings. Grey squares have schools.</p>`,
          exhibitOf(
            lists.map((list) => draw(mapOf(list, lists, own, land, schools))),
            peerTable(schools, lists, school),
          ),
        ]
      : [
          html`<p>No maps: the easting and northing of school ${id} are not known.</p>`,
          tableOf(peerTable(schools, lists, school)),
        ]),
  ]);
}

const placesOf = ({ easting, northing }: Schools, rows: Iterable<number>): Place[] =>
  Array.from(rows, (row) => ({ row, x: easting[row]!, y: northing[row]! })).filter(({ x, y }) =>
    Number.isFinite(x + y),
  );

interface Land {
  /** Metres. */
  readonly side: number;
  /** The south-western corners of squares with schools. */
  readonly corners: readonly (readonly [x: number, y: number])[];
}

/** The shape of the country, as far as the schools show it. */
function landOf(schools: Schools): Land {
  const places = placesOf(schools, schools.easting.keys());
  const extent = (values: readonly number[]) =>
    values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity);
  const side = Math.ceil(Math.max(extent(places.map(({ x }) => x)), extent(places.map(({ y }) => y)), 1) / squares);
  const corners = new Map(
    places.map(({ x, y }) => {
      const corner = [Math.floor(x / side) * side, Math.floor(y / side) * side] as const;
      return [corner.join(), corner];
    }),
  );
  return { side, corners: [...corners.values()] };
}

function mapOf(list: PeerLists, lists: readonly PeerLists[], own: Place, land: Land, schools: Schools): Drawing {
  const peers = placesOf(schools, list.peers[own.row]!);
  const inAll = peers.filter(({ row }) => lists.every((other) => other.peers[own.row]!.includes(row)));
  const others = peers.filter((place) => !inAll.includes(place));
  const kilometres = peers.map((place) => kilometresBetween(own, place));
  const far =
    peers.length > 0
      ? ` The nearest is ${decimal(Math.min(...kilometres), 0)} km away, the furthest ${decimal(Math.max(...kilometres), 0)} km.`
      : "";
  return {
    title: `${list.name}: ${counted(list.peers[own.row]!.length, "peer")}, ${count(inAll.length)} in every list`,
    alternative: `Map of the peers of ${schools.ids[own.row]} under ${list.name}: ${count(peers.length)} with a known place, ${count(inAll.length)} of them in every list.${far}`,
    options: {
      width: 260,
      aspectRatio: 1,
      margin: 6,
      x: { axis: null, round: true },
      y: { axis: null, round: true },
      marks: [
        rect(land.corners, {
          x1: ([x]) => x,
          x2: ([x]) => x + land.side,
          y1: ([, y]) => y,
          y2: ([, y]) => y + land.side,
          fill: faint,
        }),
        dot(others, { x: "x", y: "y", r: 4, stroke: colours[1], strokeWidth: 2, fill: "white" }),
        dot(inAll, { x: "x", y: "y", r: 4.5, fill: colours[0], stroke: "white", strokeWidth: 0.75 }),
        dot([own], { x: "x", y: "y", symbol: "cross", r: 6, fill: ink, stroke: "white" }),
      ],
    },
  };
}

const kilometresBetween = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y) / 1000;

/** Every peer once, in the order of the lists. */
function peerTable(schools: Schools, lists: readonly PeerLists[], school: number) {
  const peers = [...new Set(lists.flatMap((list) => Array.from(list.peers[school]!)))];
  const [own] = placesOf(schools, [school]);
  const kilometres = (peer: number) => {
    const [place] = placesOf(schools, [peer]);
    return own && place ? decimal(kilometresBetween(own, place), 1) : decimal(null);
  };
  const rank = (list: PeerLists, peer: number) => {
    const at = list.peers[school]!.indexOf(peer);
    return at < 0 ? decimal(null) : String(at + 1);
  };
  return {
    caption: `peers of ${schools.ids[school]}: rank in each list`,
    head: ["peer", "km", ...lists.map(({ name }) => name)],
    rows: peers.map((peer) => [schools.ids[peer]!, kilometres(peer), ...lists.map((list) => rank(list, peer))]),
  };
}
