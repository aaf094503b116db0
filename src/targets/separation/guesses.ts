// Guesses of the secret median of a school's peers that anyone can make from published figures.
import type { PublicFacts } from "./facts.js";

export interface Guess {
  readonly name: string;
  /** Attendance, per cent; null for no peers. */
  medianOf(urn: number): number | null;
}

/** Guesses that every school is asked only for the universal improvement. */
const noPeers: Guess = { name: "no peers", medianOf: () => null };

/** The median of the school's block, the school's own figure included. */
function phaseMedian({ population, attendance }: PublicFacts): Guess {
  return byGroup("phase median", population.urn, population.block, attendance);
}

/** The median of the school's fifth of its block by FSM; null where its FSM is not published. */
function fsmBandMedian({ population, attendance }: PublicFacts): Guess {
  const { block, urn, reference } = population;
  const { fsm } = population.columns;
  const edges = new Map(
    [...new Set(block)].map((name) => {
      const values = fsm
        .filter((value, row) => block[row] === name && reference[row] === 1 && !Number.isNaN(value))
        .sort();
      return [name, [1, 2, 3, 4].map((fifth) => values[Math.floor((values.length * fifth) / 5)] ?? Number.NaN)];
    }),
  );
  const bands = block.map((name, row) => {
    if (Number.isNaN(fsm[row])) return null;
    return `${name} ${edges.get(name)!.filter((edge) => fsm[row]! >= edge).length}`;
  });
  return byGroup("FSM-band median", urn, bands, attendance);
}

/** The number of schools on either side of a school. */
const neighbours = 10;

/** The median of the twenty schools in the school's block that are nearest in rank of FSM. */
function fsmNeighbourMedian({ population, attendance }: PublicFacts): Guess {
  const { block, urn } = population;
  const { fsm } = population.columns;
  const medians = new Map<number, number | null>();
  for (const name of new Set(block)) {
    const rows = [...urn.keys()]
      .filter((row) => block[row] === name && !Number.isNaN(fsm[row]) && attendance.has(urn[row]!))
      .sort((a, b) => fsm[a]! - fsm[b]! || a - b);
    for (const [rank, row] of rows.entries()) {
      const below = rows.slice(Math.max(0, rank - neighbours), rank);
      const above = rows.slice(rank + 1, rank + 1 + neighbours);
      const values = [...below, ...above].map((neighbour) => attendance.get(urn[neighbour]!)!);
      medians.set(urn[row]!, medianOfSorted(values.sort((a, b) => a - b)));
    }
  }
  return { name: "FSM-neighbour median", medianOf: (schoolUrn) => medians.get(schoolUrn) ?? null };
}

export const publicGuesses = (facts: PublicFacts): readonly Guess[] => [
  noPeers,
  phaseMedian(facts),
  fsmBandMedian(facts),
  fsmNeighbourMedian(facts),
];

/** The middle value, or the mean of the middle two; null if there are none. @param length use only the first values */
export function medianOfSorted(values: ArrayLike<number>, length = values.length): number | null {
  if (length === 0) return null;
  return (values[(length - 1) >> 1]! + values[length >> 1]!) / 2;
}

/** Guesses the median of the school's group, however small the group. @param groups by row; null for no group */
function byGroup(
  name: string,
  urn: Int32Array,
  groups: readonly (string | null)[],
  attendance: PublicFacts["attendance"],
): Guess {
  const values = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) {
    const value = attendance.get(urn[row]!);
    if (group === null || value === undefined) continue;
    const ofGroup = values.get(group);
    if (ofGroup) ofGroup.push(value);
    else values.set(group, [value]);
  }
  const medians = new Map([...values].map(([group, list]) => [group, medianOfSorted(list.sort((a, b) => a - b))]));
  const groupOf = new Map([...urn].map((schoolUrn, row) => [schoolUrn, groups[row]]));
  return { name, medianOf: (schoolUrn) => medians.get(groupOf.get(schoolUrn) ?? "") ?? null };
}
