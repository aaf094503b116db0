// Scores guesses over many schools. Returns no figure of a single school.
import { type Block, blocks } from "../../src/population/population.js";
import type { Policy } from "../../src/targets/policy.js";
import type { PublicFacts, SchoolWithTarget } from "../../src/targets/separation/facts.js";
import { tenthsOf } from "../../src/targets/separation/likeness.js";
import type { CutGuess } from "./guesses.js";

/** A school's target in the set. */
export interface SecretTarget {
  /** The target, in tenths of a point. */
  readonly tenths: number;
  /** The school is asked for more than the universal improvement because of its peers. */
  readonly peersAdd: boolean;
}

export interface Score {
  readonly guess: string;
  /** The number of nearest peers used; null for a guess without lists of peers. */
  readonly depth: number | null;
  /** Null for all blocks that are shown. */
  readonly block: Block | null;
  readonly schools: number;
  /** Shares of the schools, 0-1. */
  readonly exact: number;
  readonly withinOneTenth: number;
  readonly withinTwoTenths: number;
  /** Percentage points. */
  readonly meanError: number;
}

/** A block with fewer schools could reveal some of them, so it is neither shown nor counted. */
const minimumSchools = 10;

/** One score per guess and block, and one per guess over all blocks. */
export function score(
  { facts, policy, targets }: { facts: PublicFacts; policy: Policy; targets: ReadonlyMap<number, SecretTarget> },
  guesses: readonly CutGuess[],
  { peersAddOnly = false } = {},
): Score[] {
  const counted = facts.schools.filter(({ urn }) => {
    const target = targets.get(urn);
    return target !== undefined && (target.peersAdd || !peersAddOnly);
  });
  const shownBlocks = blocks
    .map((block) => [block, counted.filter((school) => school.block === block)] as const)
    .filter(([, { length }]) => length >= minimumSchools);
  const allSchools = shownBlocks.flatMap(([, schools]) => schools);
  if (allSchools.length === 0) return [];
  return guesses.flatMap((guess) => {
    const errorOf = ({ urn, baseline }: SchoolWithTarget) =>
      Math.abs(tenthsOf(baseline, guess.medianOf(urn), policy) - targets.get(urn)!.tenths);
    const scoreOf = (block: Block | null, schools: readonly SchoolWithTarget[]) => ({
      guess: guess.name,
      depth: guess.depth,
      block,
      ...summarise(schools.map(errorOf)),
    });
    return [...shownBlocks.map(([block, schools]) => scoreOf(block, schools)), scoreOf(null, allSchools)];
  });
}

/** @param errors of the schools' targets, in tenths of a point */
function summarise(errors: readonly number[]) {
  const shareWithin = (limit: number) => errors.filter((error) => error <= limit).length / errors.length;
  return {
    schools: errors.length,
    exact: shareWithin(0),
    withinOneTenth: shareWithin(1),
    withinTwoTenths: shareWithin(2),
    meanError: errors.reduce((sum, error) => sum + error, 0) / errors.length / 10,
  };
}
