// What a school has submitted for a year: its periods with their half terms and all readings of their registers.
import { groupBy } from "../../database/group-by.js";
import type { Sessions } from "../codes/figures.js";
import { type HalfTerms, halfTermOf } from "../half-terms/half-terms.js";

/** A revision of a period, as it is stored. Dates are ISO. Withdrawn: without sessions. */
export interface StoredReading extends Sessions {
  readonly from: string;
  readonly to: string;
  readonly revision: number;
  /** The day of `asAt`. */
  readonly asAt: string;
  readonly withdrawn: boolean;
  /** With codes, so that its sums can be checked. */
  readonly hasCodes: boolean;
  readonly enrolments: number;
  readonly persistent: number | null;
  readonly severe: number | null;
}

/** A period that is not withdrawn. */
export interface ReadPeriod {
  readonly from: string;
  readonly to: string;
  /** 1 to 6. */
  readonly halfTerm: number;
  /** By revision. */
  readonly readings: readonly StoredReading[];
  readonly latest: StoredReading;
}

/** By `to`. A period that is withdrawn now counts as never submitted. */
export function periodsOf(readings: readonly StoredReading[], begins: HalfTerms): ReadPeriod[] {
  return [...groupBy(readings, ({ from, to }) => `${from} ${to}`).values()]
    .map((ofPeriod) => {
      const byRevision = ofPeriod.toSorted((a, b) => a.revision - b.revision);
      const latest = byRevision.at(-1)!;
      const { from, to } = latest;
      return { from, to, halfTerm: halfTermOf(begins, from), readings: byRevision, latest };
    })
    .filter(({ latest }) => !latest.withdrawn)
    .sort((a, b) => (a.to < b.to ? -1 : 1));
}

/** Days since 1970. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
