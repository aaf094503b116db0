// What is submitted about one school's attendance in one period, and what becomes of it.

/** Whose sessions: the list of a constraint of the database. */
export const scopes = ["AGE_5_15", "SIXTH_FORM", "UNDER_5", "ALL_PUPILS"] as const;
export type Scope = (typeof scopes)[number];

/** The scope of published attendance, and the only one that is compared with a target. */
export const publishedScope: Scope = "AGE_5_15";

/** Sessions of one code; `-` for blank marks. */
export interface CodeCount {
  readonly code: string;
  readonly sessions: number;
}

/** Sessions; `attended` includes approved educational activity. Must agree: possible is the sum of the others. */
export interface Totals {
  readonly possible: number;
  readonly attended: number;
  readonly authorised: number;
  readonly unauthorised: number;
}

/** Identifies what is submitted: a period of one school and scope. Its latest revision counts. */
export interface Period {
  readonly urn: number;
  readonly scope: Scope;
  /** First and last day, both included: ISO dates in one half term. */
  readonly from: string;
  readonly to: string;
}

/** A revision of a period: exactly one of `byCode`, `totals` and `withdrawn`. */
export interface Submission extends Period {
  /** Whole, from 0; the highest counts, whatever came first. */
  readonly revision: number;
  /** When the register was read. */
  readonly asAt: Date;
  readonly byCode?: readonly CodeCount[] | null;
  readonly totals?: Totals | null;
  /** True: the period counts as not submitted. It has no figures then. */
  readonly withdrawn?: boolean | null;
  /** Enrolments with at least one possible session in the year up to `to`; null only if withdrawn. */
  readonly enrolments?: number | null;
  /** Of these, in the year up to `to`, those that missed a tenth (persistent) and half (severe) of their own sessions. */
  readonly persistent?: number | null;
  readonly severe?: number | null;
}
