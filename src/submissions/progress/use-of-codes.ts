// How a school uses the codes that move attendance without a pupil attending more, and attendance without that change.
//
// The share of a code is its marks, per cent of all marks of the half term. With the change Δ of a share from last year's
// same half term: attendance unchanged = (attended − ΔB × marks) ÷ (possible + Δ(D, X, Q, Y) × marks). C2 is an absence
// already, so it is shown and changes nothing. A code that did not exist last year has no share then, and no change.
import type { Decimal } from "decimal.js";
import { Exact } from "../../exact.js";
import { attendancePlaces } from "../codes/figures.js";
import { registerCodes } from "../codes/table.js";

/** `Y` includes Y1 to Y7. */
export const watchedCodes = ["B", "D", "X", "Q", "Y", "C2"] as const;
export type WatchedCode = (typeof watchedCodes)[number];

const leavesPossible: ReadonlySet<WatchedCode> = new Set(["D", "X", "Q", "Y"]);

/** Sums of one school's half term. */
export interface HalfTermMarks extends Readonly<Record<WatchedCode, number>> {
  readonly halfTerm: number;
  /** Last day of the periods submitted. */
  readonly to: string;
  readonly possible: number;
  readonly attended: number;
  /** All marks, blank ones too. Meaningless unless `verifiable`. */
  readonly marks: number;
  /** Every period has its codes. */
  readonly verifiable: boolean;
}

export interface CodeShare {
  readonly code: WatchedCode;
  /** Per cent of all marks; null: not in use, or nothing to divide by. */
  readonly now: string | null;
  readonly lastYear: string | null;
}

export interface UseOfCodes {
  readonly halfTerm: number;
  /** False: some periods have totals without codes, and nothing else is known. */
  readonly verifiable: boolean;
  readonly codes: readonly CodeShare[];
  /** Per cent. */
  readonly attendance: string | null;
  /** Per cent, had the shares of last year's half term not changed. */
  readonly unchanged: string | null;
}

/** @param lastYear the same half term of the year before; null if nothing was submitted */
export function useOfCodes(now: HalfTermMarks, lastYear: HalfTermMarks | null): UseOfCodes {
  const { halfTerm, verifiable, possible, attended } = now;
  if (!verifiable) return { halfTerm, verifiable, codes: [], attendance: null, unchanged: null };
  const comparable = lastYear?.verifiable ? lastYear : null;
  const shares = watchedCodes.map((code) => ({
    code,
    now: shareOf(now, code),
    lastYear: comparable && shareOf(comparable, code),
  }));
  const places = (value: Decimal | null) => value?.toFixed(attendancePlaces) ?? null;
  return {
    ...{ halfTerm, verifiable },
    codes: shares.map((share) => ({ code: share.code, now: places(share.now), lastYear: places(share.lastYear) })),
    attendance: places(quotient(new Exact(attended), new Exact(possible))),
    unchanged: places(comparable?.marks ? unchangedAttendance(now, shares) : null),
  };
}

interface Shares {
  readonly code: WatchedCode;
  readonly now: Decimal | null;
  readonly lastYear: Decimal | null;
}

function unchangedAttendance({ attended, possible, marks }: HalfTermMarks, shares: readonly Shares[]): Decimal | null {
  const changeOf = ({ now, lastYear }: Shares) => (now && lastYear ? now.minus(lastYear).div(100) : new Exact(0));
  const sum = (counts: (code: WatchedCode) => boolean) =>
    shares.filter(({ code }) => counts(code)).reduce((all, share) => all.plus(changeOf(share)), new Exact(0));
  const present = new Exact(attended).minus(sum((code) => code === "B").times(marks));
  const all = new Exact(possible).plus(sum((code) => leavesPossible.has(code)).times(marks));
  // A large fall of a share gives more than could attend, which is no attendance.
  return present.gte(0) && present.lte(all) ? quotient(present, all) : null;
}

/** Per cent. */
const quotient = (part: Decimal, whole: Decimal): Decimal | null => (whole.lte(0) ? null : part.times(100).div(whole));

function shareOf(marks: HalfTermMarks, code: WatchedCode): Decimal | null {
  const from = registerCodes.find((known) => known.code === code)?.from ?? null;
  if (from !== null && marks.to < from) return null;
  return quotient(new Exact(marks[code]), new Exact(marks.marks));
}
