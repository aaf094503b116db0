// How much a published run gives away of a secret one: peers that both found, and targets that it lets anyone work out.
import { type Block, blocks } from "../../population/population.js";
import type { Policy } from "../policy.js";
import type { KnownSchool, PublicFacts } from "./facts.js";
import { type Guess, medianOfSorted, publicGuesses } from "./guesses.js";

/** Peers by URN of the school, nearest first. */
export type Peers = ReadonlyMap<number, readonly number[]>;

/** Shares, 0-1. */
export interface Likeness {
  /**
   * Of a school's peers, those that both runs found, beyond what chance gives: the mean of the block where it is highest, or
   * of all schools.
   */
  readonly overlap: number;
  /** Of the schools with a target, those whose target follows from the published cohorts, cut where that is right most often. */
  readonly exact: number;
  /** The same of the best guess without the published cohorts. */
  readonly guessed: number;
  /** How much more often than `guessed` a run may be right: `limits.gain` and a standard error of `guessed`. */
  readonly mostGain: number;
}

/** Above either, two runs are too alike for one to be published and the other to feed targets: docs/estimation.md. */
export const limits = { overlap: 0.5, gain: 0.01 } as const;

/** A mean over fewer schools is no measure. */
const fewestSchools = 10;

export function likenessOf(facts: PublicFacts, policy: Policy, secret: Peers, published: Peers): Likeness {
  const truth = facts.schools.map(({ urn, baseline }) =>
    tenthsOf(baseline, medianOfPeers(facts, policy, secret.get(urn) ?? []), policy),
  );
  const guesses = publicGuesses(facts).map((guess) => shareGuessed(facts, policy, truth, guess));
  const overlaps = [...sharesOfPeers(facts, secret, published)].map(([, each]) => meanOf(each.map(beyondChance)));
  const guessed = Math.max(...guesses);
  return {
    overlap: Math.max(0, ...overlaps),
    exact: bestCut(facts, policy, truth, published).exact,
    guessed,
    mostGain: limits.gain + Math.sqrt((guessed * (1 - guessed)) / Math.max(1, facts.schools.length)),
  };
}

/** Both 0-1. */
export interface SharedPeers {
  /** |S ∩ P| / min(|S|, |P|) */
  readonly share: number;
  /** What it comes to where both lists are drawn by chance from the block's schools that have circumstances of their own. */
  readonly chance: number;
}

/** 0: as chance has it, or less; 1: all. A list as long as its block says nothing that the block does not: 0. */
const beyondChance = ({ share, chance }: SharedPeers): number =>
  chance < 1 ? Math.max(0, (share - chance) / (1 - chance)) : 0;

/**
 * The overlap coefficient |S ∩ P| / min(|S|, |P|) of each school that the secret run found peers for: 1 where either holds
 * the other, however many more it has; order does not count. A school that the published run found no peers for counts 0.
 * @returns by block of ten schools or more, and of all schools
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
    const wanted = secret.get(urn) ?? [];
    if (wanted.length === 0) continue;
    const found = new Set(published.get(urn));
    const shared = wanted.filter((peer) => found.has(peer)).length;
    const share = shared / Math.max(1, Math.min(wanted.length, found.size));
    const chance = Math.max(wanted.length, found.size) / Math.max(1, sizes.get(block)! - 1);
    for (const name of ["ALL", block] as const) shares.get(name)!.push({ share, chance });
  }
  return new Map([...shares].filter(([name, each]) => each.length >= (name === "ALL" ? 1 : fewestSchools)));
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How an attacker reads a published list. */
export interface Cut {
  /** Peers with a figure that count, from the first. */
  readonly depth: number;
  /** The policy's least number of peers is asked of the whole list. */
  readonly asked: boolean;
}

/**
 * The cut of published lists whose medians give most of the targets: an attacker cuts a longer list.
 * @param truth targets of `facts.schools` in tenths of a point; NaN is never given
 * @returns with the share of the targets that it gives, 0-1
 */
export function bestCut(
  facts: PublicFacts,
  policy: Policy,
  truth: readonly number[],
  published: Peers,
): Cut & { readonly exact: number } {
  const depths = Math.max(1, ...[...published.values()].map(({ length }) => length));
  const hits = { asked: new Uint32Array(depths), always: new Uint32Array(depths) };
  for (const [index, { urn, baseline }] of facts.schools.entries()) {
    const values = attendanceOf(facts, published.get(urn) ?? []);
    const enough = values.length >= policy.minimumPeers;
    const alone = tenthsOf(baseline, null, policy) === truth[index];
    const sorted: number[] = [];
    for (let depth = 0; depth < depths; depth++) {
      if (depth < values.length) insertSorted(sorted, values[depth]!);
      const right = tenthsOf(baseline, medianOfSorted(sorted), policy) === truth[index];
      if (right) hits.always[depth]!++;
      if (enough ? right : alone) hits.asked[depth]!++;
    }
  }
  const counts = [...hits.asked, ...hits.always];
  const most = Math.max(...counts);
  const at = counts.indexOf(most);
  const exact = facts.schools.length ? most / facts.schools.length : 0;
  return { depth: (at % depths) + 1, asked: at < depths, exact };
}

/** The median of a list that is cut so; null where it has too few peers. */
export function medianOfCut(
  facts: PublicFacts,
  policy: Policy,
  peers: readonly number[],
  { depth, asked }: Cut,
): number | null {
  const values = attendanceOf(facts, peers);
  if (asked && values.length < policy.minimumPeers) return null;
  return medianOfSorted(values.slice(0, depth).sort((a, b) => a - b));
}

function shareGuessed({ schools }: PublicFacts, policy: Policy, truth: readonly number[], guess: Guess): number {
  const right = ({ urn, baseline }: KnownSchool, index: number) =>
    tenthsOf(baseline, guess.medianOf(urn), policy) === truth[index];
  return schools.length ? schools.filter(right).length / schools.length : 0;
}

/** Null where the policy asks for more peers than have a figure. */
const medianOfPeers = (facts: PublicFacts, policy: Policy, peers: readonly number[]): number | null =>
  medianOfCut(facts, policy, peers, { depth: peers.length, asked: true });

const attendanceOf = ({ attendance }: PublicFacts, peers: readonly number[]): number[] =>
  peers.flatMap((urn) => attendance.get(urn) ?? []);

function insertSorted(values: number[], value: number): void {
  let at = values.length;
  while (at > 0 && values[at - 1]! > value) at--;
  values.splice(at, 0, value);
}

/** Makes up for the error of binary fractions where a target lies half-way between two tenths. */
const nudge = 1e-9;

/**
 * `targetOf` in tenths of a point, in binary floating point: a comparison takes it a million times. A test holds the two
 * together.
 */
export function tenthsOf(baseline: number, median: number | null, policy: Policy): number {
  if (baseline >= policy.ceiling) return Math.floor(baseline * 10 + nudge);
  const gap = median === null ? 0 : Math.max(0, median - baseline);
  const improvement = Math.min(gap * policy.contributionRate + policy.universalImprovement, policy.maximumImprovement);
  return Math.round(Math.min(baseline + improvement, policy.ceiling) * 10 + nudge);
}
