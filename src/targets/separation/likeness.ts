// How much a published run reveals of a secret run, which feeds targets: the peers that both found, and the targets that
// anyone can work out.
import { type Block, blocks } from "../../population/population.js";
import type { Policy } from "../policy.js";
import type { PublicFacts, SchoolWithTarget } from "./facts.js";
import { type Guess, medianOfSorted, publicGuesses } from "./guesses.js";

/** Each school's peers by its URN, nearest first. */
export type Peers = ReadonlyMap<number, readonly number[]>;

/** Shares, 0-1. */
export interface Likeness {
  /**
   * The share of a school's peers that both runs found, beyond what chance gives: the highest of the means over all
   * schools and over each block.
   */
  readonly overlap: number;
  /** The share of targets that the published cohorts give exactly, their peer lists cut where they give most. */
  readonly exact: number;
  /** The share of targets that the best guess gives without the published cohorts. */
  readonly guessed: number;
  /** The limit on `exact - guessed`: `limits.gain` plus a standard error of `guessed`. */
  readonly maxGain: number;
}

/**
 * Two runs are too alike for one to be published and the other to feed targets if `overlap` is above this one, or
 * `exact - guessed` above `maxGain`: docs/estimation.md.
 */
export const limits = { overlap: 0.5, gain: 0.01 } as const;

/** A mean over fewer schools is not used. */
const minimumSchools = 10;

export function likenessOf(facts: PublicFacts, policy: Policy, secret: Peers, published: Peers): Likeness {
  const truth = facts.schools.map(({ urn, baseline }) =>
    tenthsOf(baseline, medianOfPeers(facts, policy, secret.get(urn) ?? []), policy),
  );
  const guesses = publicGuesses(facts).map((guess) => shareGuessed(facts, policy, truth, guess));
  const overlaps = [...sharesOfPeers(facts, secret, published).values()].map((shares) =>
    meanOf(shares.map(beyondChance)),
  );
  const guessed = Math.max(...guesses);
  return {
    overlap: Math.max(0, ...overlaps),
    exact: bestCut(facts, policy, truth, published).exact,
    guessed,
    maxGain: limits.gain + Math.sqrt((guessed * (1 - guessed)) / Math.max(1, facts.schools.length)),
  };
}

interface SharedPeers {
  /** |S ∩ P| / min(|S|, |P|), 0-1 */
  readonly share: number;
  /**
   * The expected share if both lists are random draws from the N other reference schools of the block: |S| |P| / N, over
   * the shorter, which is the longer over N. Above 1 for a list longer than that.
   */
  readonly chance: number;
}

/** 0: as expected by chance, or less; 1: all. A list as long as its block (chance 1) reveals nothing: 0. */
const beyondChance = ({ share, chance }: SharedPeers): number =>
  chance < 1 ? Math.max(0, (share - chance) / (1 - chance)) : 0;

/**
 * The overlap coefficient |S ∩ P| / min(|S|, |P|), for each school that has peers in the secret run. It is 1 where one list
 * contains the other, whatever their lengths and order, and 0 for a school without peers in the published run.
 * @returns for each block with ten such schools or more, and for all of them
 */
export function sharesOfPeers(
  { population }: PublicFacts,
  secret: Peers,
  published: Peers,
): ReadonlyMap<Block | "ALL", readonly SharedPeers[]> {
  const shares = new Map<Block | "ALL", SharedPeers[]>((["ALL", ...blocks] as const).map((name) => [name, []]));
  const sizes = new Map<Block, number>();
  for (const [row, block] of population.block.entries()) {
    sizes.set(block, (sizes.get(block) ?? 0) + population.reference[row]!);
  }
  for (const [row, urn] of population.urn.entries()) {
    const block = population.block[row]!;
    const secretPeers = secret.get(urn) ?? [];
    if (secretPeers.length === 0) continue;
    const publishedPeers = new Set(published.get(urn));
    const sharedCount = secretPeers.filter((peer) => publishedPeers.has(peer)).length;
    const share = sharedCount / Math.max(1, Math.min(secretPeers.length, publishedPeers.size));
    const chance = Math.max(secretPeers.length, publishedPeers.size) / Math.max(1, sizes.get(block)! - 1);
    for (const name of ["ALL", block] as const) shares.get(name)!.push({ share, chance });
  }
  return new Map([...shares].filter(([name, list]) => list.length >= (name === "ALL" ? 1 : minimumSchools)));
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How an attacker may cut a published list of peers. */
interface Cut {
  /** Use this many peers with a figure, from the nearest. */
  readonly depth: number;
  /** Treat a list with fewer peers with a figure, before the cut, than the policy's minimum as no list. */
  readonly checksMinimum: boolean;
}

/**
 * The cut of published lists that gives the most targets: an attacker may cut a longer list.
 * @param truth targets of `facts.schools` in tenths of a point; NaN for a target that no cut is to count for
 * @returns the cut and the share of targets that it gives, 0-1
 */
export function bestCut(
  facts: PublicFacts,
  policy: Policy,
  truth: readonly number[],
  published: Peers,
): Cut & { readonly exact: number } {
  const depths = Math.max(1, ...[...published.values()].map(({ length }) => length));
  const hitsWithMinimum = new Uint32Array(depths);
  const hitsWithoutMinimum = new Uint32Array(depths);
  for (const [index, { urn, baseline }] of facts.schools.entries()) {
    const values = attendanceOf(facts, published.get(urn) ?? []);
    const hasMinimum = values.length >= policy.minimumPeers;
    const isRightWithoutPeers = tenthsOf(baseline, null, policy) === truth[index];
    const sorted: number[] = [];
    for (let depth = 0; depth < depths; depth++) {
      if (depth < values.length) insertSorted(sorted, values[depth]!);
      const isRight = tenthsOf(baseline, medianOfSorted(sorted), policy) === truth[index];
      if (isRight) hitsWithoutMinimum[depth]!++;
      if (hasMinimum ? isRight : isRightWithoutPeers) hitsWithMinimum[depth]!++;
    }
  }
  // The first of equal counts: with the minimum, and the shallowest.
  const counts = [...hitsWithMinimum, ...hitsWithoutMinimum];
  const highestCount = Math.max(...counts);
  const index = counts.indexOf(highestCount);
  const exact = facts.schools.length ? highestCount / facts.schools.length : 0;
  return { depth: (index % depths) + 1, checksMinimum: index < depths, exact };
}

/** The median of a list after the cut; null where it has too few peers. */
export function medianOfCut(
  facts: PublicFacts,
  policy: Policy,
  peers: readonly number[],
  { depth, checksMinimum }: Cut,
): number | null {
  const values = attendanceOf(facts, peers);
  if (checksMinimum && values.length < policy.minimumPeers) return null;
  return medianOfSorted(values.slice(0, depth).sort((a, b) => a - b));
}

function shareGuessed({ schools }: PublicFacts, policy: Policy, truth: readonly number[], guess: Guess): number {
  const isRight = ({ urn, baseline }: SchoolWithTarget, index: number) =>
    tenthsOf(baseline, guess.medianOf(urn), policy) === truth[index];
  return schools.length ? schools.filter(isRight).length / schools.length : 0;
}

/** Null where fewer peers have a figure than the policy's minimum. */
const medianOfPeers = (facts: PublicFacts, policy: Policy, peers: readonly number[]): number | null =>
  medianOfCut(facts, policy, peers, { depth: peers.length, checksMinimum: true });

const attendanceOf = ({ attendance }: PublicFacts, peers: readonly number[]): number[] =>
  peers.flatMap((urn) => attendance.get(urn) ?? []);

function insertSorted(values: number[], value: number): void {
  let index = values.length;
  while (index > 0 && values[index - 1]! > value) index--;
  values.splice(index, 0, value);
}

/** Corrects binary rounding errors where a target lies half-way between two tenths. */
const nudge = 1e-9;

/**
 * `targetOf` in tenths of a point, in binary floating point, because a comparison calls it a million times. A test
 * checks that both agree.
 */
export function tenthsOf(baseline: number, median: number | null, policy: Policy): number {
  if (baseline >= policy.ceiling) return Math.floor(baseline * 10 + nudge);
  const gap = median === null ? 0 : Math.max(0, median - baseline);
  const improvement = Math.min(gap * policy.contributionRate + policy.universalImprovement, policy.maximumImprovement);
  return Math.round(Math.min(baseline + improvement, policy.ceiling) * 10 + nudge);
}
