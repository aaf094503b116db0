// The peers of one school under each list, and the attributes that set the lists apart.
import type { PeersExplanation } from "../../matching/explain/explanation.js";
import { sdOfBlock, sideBySide } from "../disagreement.js";
import type { Compared, PeerLists, Schools } from "../lists.js";
import { html, type Markup, sectionOf, type Table, tableOf } from "./markup.js";
import { count, decimal } from "./words.js";

/**
 * @param school its row
 * @param outside what the strategy of each list says about the peers of all lists; null where it cannot be asked
 */
export function oneSchoolSection(
  compared: Compared,
  school: number,
  outside: readonly (PeersExplanation | null)[],
): Markup {
  const { schools, lists } = compared;
  const id = schools.ids[school]!;
  const peers = [...new Set(lists.flatMap((list) => Array.from(list.peers[school]!)))];
  const hasAttributes = Object.keys(schools.attributes).length > 0;
  const brackets = outside.some((explained) => explained !== null)
    ? " In brackets: a school that is not in the list, with its rank by distance alone and the distance that the strategy gives it."
    : "";
  return sectionOf("one-school", `One school: ${id}`, [
    html`<p>Every school that at least one list names as a peer of ${id}, in the order of the lists.${brackets} The last line is what it takes to be in a list: the distance of its last peer.</p>`,
    tableOf(placesTable(compared, school, peers, outside)),
    ...(hasAttributes
      ? [
          html`<p>What sets the lists apart: how far peers are from ${id} on average, in standard deviations of its block, by the lists that they are in.</p>`,
          tableOf(attributesTable(compared, school)),
          tableOf(differencesTable(schools, school, peers)),
        ]
      : []),
  ]);
}

function placesTable(
  { schools, lists }: Compared,
  school: number,
  peers: readonly number[],
  outside: readonly (PeersExplanation | null)[],
): Table {
  const cellsOf = (list: PeerLists, at: number, peer: number) => {
    const place = list.peers[school]!.indexOf(peer);
    if (place >= 0) return [count(place + 1), decimal(list.distances?.[school]?.[place])];
    const other = outside[at]?.others.find(({ urn }) => String(urn) === schools.ids[peer]);
    return [inBrackets(other?.standing.rank, count), inBrackets(other?.distance, decimal)];
  };
  return {
    caption: `peers of ${schools.ids[school]}: rank and distance in each list`,
    head: ["peer", ...lists.flatMap(({ name }) => [`${name}: rank`, `${name}: distance`])],
    rows: [
      ...peers.map((peer) => [schools.ids[peer]!, ...lists.flatMap((list, at) => cellsOf(list, at, peer))]),
      [
        "last peer",
        ...lists.flatMap(({ peers, distances }) => [
          count(peers[school]!.length),
          decimal(distances?.[school]?.at(-1)),
        ]),
      ],
    ],
  };
}

const inBrackets = (value: number | null | undefined, format: (value: number | null) => string): string =>
  value === null || value === undefined ? format(null) : `(${format(value)})`;

function attributesTable({ schools, lists }: Compared, school: number): Table {
  const sdOf = sdOfBlock(schools, school);
  const pairs = lists.flatMap((first, at) => lists.slice(at + 1).map((second) => [first, second] as const));
  return {
    caption: `mean distance of peers from ${schools.ids[school]} by attribute, in standard deviations`,
    head: ["lists", "attribute", "own value", "peers in both", "in the first only", "in the second only"],
    rows: pairs.flatMap(([first, second]) =>
      sideBySide(schools, first, second, school, sdOf).attributes.map((attribute) => [
        `${first.name}, ${second.name}`,
        attribute.attribute,
        decimal(attribute.own, 2),
        decimal(attribute.inBoth, 2),
        decimal(attribute.inFirstOnly, 2),
        decimal(attribute.inSecondOnly, 2),
      ]),
    ),
  };
}

function differencesTable(schools: Schools, school: number, peers: readonly number[]): Table {
  const sdOf = sdOfBlock(schools, school);
  const attributes = Object.entries(schools.attributes).map(([name, values]) => ({ values, sd: sdOf(name) }));
  return {
    caption: `each peer's value less that of ${schools.ids[school]}, in standard deviations`,
    head: ["peer", ...Object.keys(schools.attributes)],
    rows: peers.map((peer) => [
      schools.ids[peer]!,
      ...attributes.map(({ values, sd }) => decimal((values[peer]! - values[school]!) / sd, 2)),
    ]),
  };
}
