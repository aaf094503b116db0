// How near the guesses come, counted over many schools: no figure of one school leaves here.
import { type Block, blocks } from "../../src/population/population.js";
import type { Policy } from "../../src/targets/policy.js";
import type { KnownSchool, PublicFacts } from "../../src/targets/separation/facts.js";
import { tenthsOf } from "../../src/targets/separation/likeness.js";
import type { CutGuess } from "./guesses.js";

/** What the set holds of one school. */
export interface Held {
  /** The target, in tenths of a point. */
  readonly tenths: number;
  /** The school's peers ask it for more than the universal improvement. */
  readonly peersAdd: boolean;
}

export interface Score {
  readonly guess: string;
  /** Peers that it looks at, from the first; null: a guess without a list of peers. */
  readonly depth: number | null;
  /** Null: all blocks that are shown. */
  readonly block: Block | null;
  readonly schools: number;
  /** Shares of the schools, 0-1. */
  readonly exact: number;
  readonly withinOneTenth: number;
  readonly withinTwoTenths: number;
  /** Percentage points. */
  readonly meanError: number;
}

/** A block of fewer schools would give some away: it is neither shown nor counted. */
const fewestSchools = 10;

/** By guess, and within it by block and over all. */
export function score(
  { facts, policy, held }: { facts: PublicFacts; policy: Policy; held: ReadonlyMap<number, Held> },
  guesses: readonly CutGuess[],
  { peersAddOnly = false } = {},
): Score[] {
  const counted = facts.schools.filter(({ urn }) => {
    const known = held.get(urn);
    return known !== undefined && (known.peersAdd || !peersAddOnly);
  });
  const shown = blocks
    .map((block) => [block, counted.filter((school) => school.block === block)] as const)
    .filter(([, { length }]) => length >= fewestSchools);
  const everyone = shown.flatMap(([, schools]) => schools);
  return guesses.flatMap((guess) => {
    const missed = ({ urn, baseline }: KnownSchool) =>
      Math.abs(tenthsOf(baseline, guess.medianOf(urn), policy) - held.get(urn)!.tenths);
    const of = (block: Block | null, schools: readonly KnownSchool[]) => ({
      guess: guess.name,
      depth: guess.depth,
      block,
      ...summarise(schools.map(missed)),
    });
    return everyone.length === 0 ? [] : [...shown.map(([block, schools]) => of(block, schools)), of(null, everyone)];
  });
}

/** @param tenths by how many tenths of a point each school's target was missed */
function summarise(tenths: readonly number[]) {
  const within = (most: number) => tenths.filter((each) => each <= most).length / tenths.length;
  return {
    schools: tenths.length,
    exact: within(0),
    withinOneTenth: within(1),
    withinTwoTenths: within(2),
    meanError: tenths.reduce((sum, each) => sum + each, 0) / tenths.length / 10,
  };
}
