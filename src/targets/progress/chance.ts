// The chance that a school meets its target, from what came of other schools at the same point of the year before.
//
// For each of them, d = attendance of its whole year − its attendance at the same point with the same age of data. The
// chance is the share of d with round(now + d, 1) ≥ target, rounded to 5 points so that no school's d shows in it.
import {
  type EarlierYear,
  knownOn,
  partOf,
  placeOf,
  type Share,
  sessionsAt,
} from "../../submissions/progress/same-point.js";

/** The fewest schools that a chance may rest on. */
export const fewestSchools = 30;

/** Percentage points to which a chance is rounded. */
const step = 5;

export const chanceWords = ["VERY_LIKELY", "LIKELY", "EVEN", "UNLIKELY", "VERY_UNLIKELY"] as const;
export type ChanceWord = (typeof chanceWords)[number];

/** The lowest chance, per cent, that each word is for. */
const lowest: readonly (readonly [ChanceWord, number])[] = [
  ["VERY_LIKELY", 90],
  ["LIKELY", 65],
  ["EVEN", 40],
  ["UNLIKELY", 15],
];

export const wordOf = (chance: number): ChanceWord => lowest.find(([, from]) => chance >= from)?.[0] ?? "VERY_UNLIKELY";

/** Attendance at a point, and by how much the whole year's is higher: per cent, percentage points. */
export interface Course {
  readonly now: number;
  readonly change: number;
}

/** Null where the same age of data cannot be supplied, or nothing was possible. */
export function courseOf(year: EarlierYear, share: Share, age: number): Course | null {
  const place = placeOf(year, share);
  const sessions = sessionsAt(year, place, knownOn(year, place, age));
  if (!sessions) return null;
  const { before, own } = sessions;
  const part = partOf(year, place, share);
  const possible = before.possible + part * own.possible;
  if (possible === 0) return null;
  const now = (100 * (before.attended + part * own.attended)) / possible;
  return { now, change: (100 * year.attended) / year.possible - now };
}

/** Above every error of a sum, and below every difference that a school's sessions can make. */
const tolerance = 1e-9;

/** Attendance that is rounded half up to 0.1 meets the target. */
export const meets = (attendance: number, target: number): boolean => attendance >= target - 0.05 - tolerance;

/** Per cent, a multiple of 5; null for too few changes. @param now attendance to date, per cent */
export function chanceOf(changes: readonly number[], now: number, target: number): number | null {
  if (changes.length < fewestSchools) return null;
  const met = changes.filter((change) => meets(now + change, target)).length;
  return Math.round((100 * met) / changes.length / step) * step;
}
