// A school's attendance to date and by half term, against its own at the same point of the year before.
import type { SchoolSet } from "../../access/viewer.js";
import { groupBy } from "../../database/group-by.js";
import { Exact } from "../../exact.js";
import { isUsableYear, shiftYear } from "../../population/year.js";
import { attendanceOf, attendancePlaces, type Sessions } from "../codes/figures.js";
import type { HalfTerms } from "../half-terms/half-terms.js";
import { dayOf, periodsOf, type ReadPeriod, type StoredReading } from "./readings.js";
import {
  type EarlierYear,
  earlierYearOf,
  exactPartOf,
  knownOn,
  placeOf,
  type Share,
  sessionsAt,
} from "./same-point.js";

/** Why the year before has no figure. The first that applies. */
export const noEarlierReasons = [
  "NO_EARLIER_YEAR",
  "EARLIER_YEAR_INCOMPLETE",
  "NOTHING_POSSIBLE",
  "EARLIER_YEAR_READ_LATER",
] as const;
export type NoEarlierReason = (typeof noEarlierReasons)[number];

export const numberOfHalfTerms = 6;

export interface ProgressFigure extends Sessions {
  /** 1 to 6; null: the year to date. */
  readonly halfTerm: number | null;
  /** First and last day of the periods submitted. */
  readonly from: string;
  readonly to: string;
  /** Days from `to` to the day on which the register of the last period was read. */
  readonly ageOfData: number;
  /** Per cent; null where no session was possible. */
  readonly attendance: string | null;
  /** Every period has its codes. */
  readonly verifiable: boolean;
  /** Attendance over the same part of the earlier year's possible sessions; null: see `noEarlier`. */
  readonly earlier: string | null;
  readonly noEarlier: NoEarlierReason | null;
}

/** Counts of the last period, over the year to date: not comparable with a whole year's. */
export interface AbsenteesToDate {
  readonly enrolments: number;
  readonly persistent: number | null;
  readonly severe: number | null;
}

export interface SchoolProgress extends SchoolSet {
  readonly urn: number;
  readonly year: string;
  readonly toDate: ProgressFigure;
  /** Those with a period, ascending. */
  readonly halfTerms: readonly ProgressFigure[];
  readonly absentees: AbsenteesToDate;
  /** The share of the year that has passed; null: see `noPoint`. */
  readonly share: Share | null;
  readonly noPoint: Exclude<NoEarlierReason, "EARLIER_YEAR_READ_LATER"> | null;
}

/** What a school has submitted for a year and the year before, with the first days of the half terms of each. */
export interface SubmittedYears extends SchoolSet {
  readonly urn: number;
  readonly year: string;
  readonly readings: readonly StoredReading[];
  readonly begins: HalfTerms;
  readonly earlierReadings: readonly StoredReading[];
  readonly earlierBegins: HalfTerms;
}

/** Null where no period is submitted for the year. */
export function progressFrom(years: SubmittedYears): SchoolProgress | null {
  const periods = periodsOf(years.readings, years.begins);
  const last = periods.at(-1);
  if (!last) return null;
  const { urn, trustCode, laCode, year } = years;
  const { enrolments, persistent, severe } = last.latest;
  const toDate = figureOf(periods, null);
  const point = pointOf(years, toDate, enrolments);
  const earlier = earlierFigures(point, toDate.ageOfData);
  let possible = 0;
  const halfTerms = [...groupBy(periods, ({ halfTerm }) => halfTerm)].map(([halfTerm, ofHalfTerm]) => {
    const figure = figureOf(ofHalfTerm, halfTerm);
    const before = possible;
    possible += figure.possible;
    return { ...figure, ...earlier(before, possible) };
  });
  return {
    ...{ urn, trustCode, laCode, year, halfTerms },
    toDate: { ...toDate, ...earlier(0, toDate.possible) },
    absentees: { enrolments, persistent, severe },
    share: point.share,
    noPoint: point.none,
  };
}

type CurrentFigure = Omit<ProgressFigure, "earlier" | "noEarlier">;

/** @param periods by `to`, not empty */
function figureOf(periods: readonly ReadPeriod[], halfTerm: number | null): CurrentFigure {
  const last = periods.at(-1)!;
  const sessions = { possible: 0, attended: 0, authorised: 0, unauthorised: 0 };
  for (const { latest } of periods) {
    for (const name of Object.keys(sessions) as (keyof Sessions)[]) sessions[name] += latest[name];
  }
  return {
    ...{ halfTerm, ...sessions },
    from: periods[0]!.from,
    to: last.to,
    ageOfData: Math.max(dayOf(last.latest.asAt) - dayOf(last.to), 0),
    attendance: attendanceOf(sessions),
    verifiable: periods.every(({ latest }) => latest.hasCodes),
  };
}

type Point =
  | { readonly year: EarlierYear; readonly enrolments: number; readonly share: Share; readonly none: null }
  | { readonly share: null; readonly none: NonNullable<SchoolProgress["noPoint"]> };

function pointOf(years: SubmittedYears, { possible }: CurrentFigure, enrolments: number): Point {
  const none = (reason: NonNullable<SchoolProgress["noPoint"]>): Point => ({ share: null, none: reason });
  const periods = periodsOf(years.earlierReadings, years.earlierBegins);
  const last = periods.at(-1);
  if (!last || !isUsableYear(shiftYear(years.year, -1))) return none("NO_EARLIER_YEAR");
  if (new Set(periods.map(({ halfTerm }) => halfTerm)).size < numberOfHalfTerms) return none("EARLIER_YEAR_INCOMPLETE");
  const year = earlierYearOf(
    periods.map(({ to, readings }) => ({
      to: dayOf(to),
      readings: readings.map((reading) => ({ ...reading, asAt: dayOf(reading.asAt) })),
    })),
  );
  const earlierEnrolments = last.latest.enrolments;
  const share = { numerator: possible * earlierEnrolments, denominator: enrolments * (year?.possible ?? 0) };
  if (!year || share.numerator === 0 || share.denominator === 0) return none("NOTHING_POSSIBLE");
  return { year, enrolments: earlierEnrolments, share, none: null };
}

/** Attendance of the earlier year between two numbers of this year's possible sessions to date. */
type EarlierFigures = (from: number, to: number) => Pick<ProgressFigure, "earlier" | "noEarlier">;

function earlierFigures(point: Point, age: number): EarlierFigures {
  const none = (noEarlier: NoEarlierReason) => ({ earlier: null, noEarlier });
  if (point.share === null) return () => none(point.none);
  const { year, share } = point;
  const place = placeOf(year, share);
  const day = knownOn(year, place, age);
  if (!sessionsAt(year, place, day)) return () => none("EARLIER_YEAR_READ_LATER");
  const upTo = (possible: number) => {
    if (possible === 0) return { possible: new Exact(0), attended: new Exact(0) };
    const shareThen = { numerator: possible * point.enrolments, denominator: share.denominator };
    const placeThen = placeOf(year, shareThen);
    const { before, own } = sessionsAt(year, placeThen, day)!;
    const part = exactPartOf(year, placeThen, shareThen);
    return {
      possible: part.times(own.possible).plus(before.possible),
      attended: part.times(own.attended).plus(before.attended),
    };
  };
  return (from, to) => {
    const [start, end] = [upTo(from), upTo(to)];
    const possible = end.possible.minus(start.possible);
    if (possible.lte(0)) return none("NOTHING_POSSIBLE");
    const attended = end.attended.minus(start.attended);
    return { earlier: attended.times(100).div(possible).toFixed(attendancePlaces), noEarlier: null };
  };
}
