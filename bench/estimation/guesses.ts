// Guesses from cohorts. A list of peers is cut at the depth where its medians give the most targets.
import type { Policy } from "../../src/targets/policy.js";
import type { PublicFacts } from "../../src/targets/separation/facts.js";
import type { Guess } from "../../src/targets/separation/guesses.js";
import { bestCut, medianOfCut, type Peers } from "../../src/targets/separation/likeness.js";

/** A guess from the nearest `depth` peers of each list; null for a guess without lists of peers. */
export interface CutGuess extends Guess {
  readonly depth: number | null;
}

/** @param truth targets of `facts.schools` in tenths of a point; NaN where a school has none */
export function cutGuess(
  name: string,
  peers: Peers,
  { facts, policy, truth }: { facts: PublicFacts; policy: Policy; truth: readonly number[] },
): CutGuess {
  const cut = bestCut(facts, policy, truth, peers);
  return {
    name,
    depth: cut.depth,
    medianOf: (urn) => medianOfCut(facts, policy, peers.get(urn) ?? [], cut),
  };
}

export const uncutGuess = (guess: Guess): CutGuess => ({ ...guess, depth: null });
