// Medians that anyone can put in place of a school's secret peers' median, from published figures alone.
import type { PublicFacts } from "./facts.js";

export interface Guess {
  readonly name: string;
  /** Attendance, per cent; null: no peers. */
  medianOf(urn: number): number | null;
}

/** Every school is asked for the universal improvement alone. */
export const noPeers: Guess = { name: "no peers", medianOf: () => null };

/** The middle of the school's block, the school's own figure among them. */
export function phaseMedian({ population, attendance }: PublicFacts): Guess {
  return byGroup("phase median", population.urn, population.block, attendance);
}

/** The middle of the fifth of its block by free school meals; nobody where these are not published. */
export function fsmBandMedian({ population, attendance }: PublicFacts): Guess {
  const { block, urn, reference } = population;
  const { fsm } = population.columns;
  const edges = new Map(
    [...new Set(block)].map((name) => {
      const known = fsm
        .filter((value, row) => block[row] === name && reference[row] === 1 && !Number.isNaN(value))
        .sort();
      return [name, [1, 2, 3, 4].map((fifth) => known[Math.floor((known.length * fifth) / 5)] ?? Number.NaN)];
    }),
  );
  const bands = block.map((name, row) => {
    if (Number.isNaN(fsm[row])) return null;
    return `${name} ${edges.get(name)!.filter((edge) => fsm[row]! >= edge).length}`;
  });
  return byGroup("FSM-band median", urn, bands, attendance);
}

/** Schools on either side of a school that the last guess looks at. */
const neighbours = 10;

/** The middle of the twenty schools of its block that are nearest by rank of free school meals. */
export function fsmNeighbourMedian({ population, attendance }: PublicFacts): Guess {
  const { block, urn } = population;
  const { fsm } = population.columns;
  const medians = new Map<number, number | null>();
  for (const name of new Set(block)) {
    const rows = [...urn.keys()]
      .filter((row) => block[row] === name && !Number.isNaN(fsm[row]) && attendance.has(urn[row]!))
      .sort((a, b) => fsm[a]! - fsm[b]! || a - b);
    for (const [at, row] of rows.entries()) {
      const near = [...rows.slice(Math.max(0, at - neighbours), at), ...rows.slice(at + 1, at + 1 + neighbours)];
      medians.set(urn[row]!, medianOfSorted(near.map((each) => attendance.get(urn[each]!)!).sort((a, b) => a - b)));
    }
  }
  return { name: "FSM-neighbour median", medianOf: (each) => medians.get(each) ?? null };
}

/** All of the above. */
export const publicGuesses = (facts: PublicFacts): readonly Guess[] => [
  noPeers,
  phaseMedian(facts),
  fsmBandMedian(facts),
  fsmNeighbourMedian(facts),
];

/** The middle value, or the mean of the middle two; null of none. @param length how many of them, from the first, count */
export function medianOfSorted(values: ArrayLike<number>, length = values.length): number | null {
  if (length === 0) return null;
  return (values[(length - 1) >> 1]! + values[length >> 1]!) / 2;
}

/** However few a group has, its middle is taken for what enough peers achieve. @param group of each row; null: of none */
function byGroup(
  name: string,
  urn: Int32Array,
  group: readonly (string | null)[],
  attendance: PublicFacts["attendance"],
): Guess {
  const values = new Map<string, number[]>();
  for (const [row, label] of group.entries()) {
    const value = attendance.get(urn[row]!);
    if (label === null || value === undefined) continue;
    const members = values.get(label);
    if (members) members.push(value);
    else values.set(label, [value]);
  }
  const medians = new Map([...values].map(([label, each]) => [label, medianOfSorted(each.sort((a, b) => a - b))]));
  const groupOf = new Map([...urn].map((each, row) => [each, group[row]]));
  return { name, medianOf: (each) => medians.get(groupOf.get(each) ?? "") ?? null };
}
