// Counts of marks by class -> sessions and attendance. Sessions are summed first, then divided, in exact decimals.
import { Exact } from "../../exact.js";
import type { StatisticalClass } from "./table.js";

/** Marks by class, whole numbers. */
export type Counts = Record<StatisticalClass, number>;

export const noMarks = (): Counts => ({
  attended: 0,
  activity: 0,
  authorised: 0,
  unauthorised: 0,
  notPossible: 0,
  unmarked: 0,
});

export function sumOf(parts: Iterable<Readonly<Counts>>): Counts {
  const sum = noMarks();
  for (const part of parts) {
    for (const name of Object.keys(sum) as StatisticalClass[]) sum[name] += part[name];
  }
  return sum;
}

/** Sessions. `attended` includes approved educational activity. */
export interface Sessions {
  readonly possible: number;
  readonly attended: number;
  readonly authorised: number;
  readonly unauthorised: number;
}

export function sessionsOf({ attended, activity, authorised, unauthorised }: Readonly<Counts>): Sessions {
  const present = attended + activity;
  return { possible: present + authorised + unauthorised, attended: present, authorised, unauthorised };
}

/** Decimals of attendance. */
export const attendancePlaces = 6;

/** Per cent, half up, with all its decimals; null where no session was possible. */
export function attendanceOf(
  { attended, possible }: Pick<Sessions, "attended" | "possible">,
  places = attendancePlaces,
): string | null {
  return possible === 0 ? null : new Exact(100).times(attended).div(possible).toFixed(places);
}

/** More than one mark in a hundred is blank. */
export function hasManyBlanks(counts: Readonly<Counts>): boolean {
  return counts.unmarked * 100 > marksIn(counts);
}

export const marksIn = (counts: Readonly<Counts>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
