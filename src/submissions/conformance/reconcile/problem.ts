// What is to be explained: for each school, its marks and how much a vendor's sessions differ from ours.
import { createHash } from "node:crypto";
import { type Sessions, sessionsOf } from "../../codes/figures.js";
import type { Mark } from "../marks.js";
import type { SchoolSessions } from "../read-sessions.js";
import { type Change, type Share, shareOf } from "./change.js";

export interface Case {
  readonly school: string;
  readonly marks: Iterable<Mark>;
  /** Theirs less ours. */
  readonly difference: Share;
}

export function caseOf({ school, counts, marks }: SchoolSessions, theirs: Sessions): Case {
  const ours = sessionsOf(counts);
  const less = (name: keyof Sessions) => theirs[name] - ours[name];
  return { school, marks, difference: [less("possible"), less("attended"), less("authorised"), less("unauthorised")] };
}

export const differs = ({ difference }: Case): boolean => difference.some((part) => part !== 0);

/**
 * Differences and marks of all schools as sums with random weights. The sum of what changes add equals the sum of the
 * differences if they explain every school; that it never does so otherwise is not certain, so `explains` checks.
 */
export interface Problem {
  readonly cases: readonly Case[];
  readonly sum: bigint;
  /** Code -> day -> the weighted sum of its marks. */
  readonly sums: ReadonlyMap<number, ReadonlyMap<number, bigint>>;
}

export function problemOf(cases: readonly Case[]): Problem {
  const sums = new Map<number, Map<number, bigint>>();
  let sum = 0n;
  for (const { school, marks, difference } of cases) {
    const weight = weightOf(`school ${school}`);
    sum += weight * weighted(difference);
    for (const { day, code, count } of marks) {
      if (count === 0) continue;
      const days = sums.get(code) ?? new Map<number, bigint>();
      days.set(day, (days.get(day) ?? 0n) + weight * BigInt(count));
      sums.set(code, days);
    }
  }
  return { cases, sum, sums };
}

/** 60 bits, the same on every machine. */
const weightOf = (name: string): bigint => BigInt(`0x${createHash("sha256").update(name).digest("hex").slice(0, 15)}`);

const partWeights = ["possible", "attended", "authorised", "unauthorised"].map(weightOf);

export const weighted = (share: Share): bigint =>
  share.reduce((sum, part, at) => sum + BigInt(part) * partWeights[at]!, 0n);

/** Exactly, in every school. */
export function explains(changes: readonly Change[], { cases }: Problem): boolean {
  const added = changes.map((change) => ({
    ...{ from: change.from ?? Number.NEGATIVE_INFINITY, to: change.to ?? Number.POSITIVE_INFINITY },
    shares: new Map(change.unit.codes.map((code) => [code, shareOf(change, code)])),
  }));
  return cases.every(({ marks, difference }) => {
    const left = [...difference];
    for (const { day, code, count } of marks) {
      for (const { from, to, shares } of added) {
        const share = day >= from && day <= to ? shares.get(code) : undefined;
        share?.forEach((part, at) => {
          left[at]! -= part * count;
        });
      }
    }
    return left.every((part) => part === 0);
  });
}
