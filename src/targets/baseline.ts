// The attendance that a school's target starts from, and the published figures it is computed from.
import type { Decimal } from "decimal.js";
import type { SchoolInYear, SchoolsInYear } from "../population/school-in-year.js";
import { Exact, meanAttendance, roundedAttendance } from "./arithmetic.js";
import type { Policy } from "./policy.js";
import type { BaselineFigure, BaselineKind } from "./target.js";

/** A school whose figures make up a baseline; several are weighted by their pupils. */
interface Contributor {
  readonly school: SchoolInYear;
  readonly weight: number;
}

/** Attendance in one year, per cent, and the published figures behind it. */
interface YearAttendance {
  readonly value: Decimal;
  readonly figures: readonly BaselineFigure[];
}

export interface Baseline {
  readonly kind: BaselineKind;
  /** Attendance, per cent. */
  readonly value: Decimal;
  readonly figures: readonly BaselineFigure[];
  /** Those of the two years before the base year that are usable. */
  readonly earlierYears: readonly YearAttendance[];
}

export const isSmall = ({ pupils }: SchoolInYear, policy: Policy): boolean =>
  pupils !== null && pupils < policy.smallRoll;

/** Null if the school has no figure of its own, nor predecessors whose figures clearly count as its own. */
export function baselineOf(school: SchoolInYear, { schools }: SchoolsInYear, policy: Policy): Baseline | null {
  return (
    ownBaseline(school, policy) ??
    baseline("INHERITED", ordinaryPredecessor(school, schools), policy) ??
    baseline("MERGED", mergedPredecessors(school, schools), policy)
  );
}

function ownBaseline(school: SchoolInYear, policy: Policy): Baseline | null {
  const contributors = [{ school, weight: 1 }];
  const own = baseline("OWN", contributors, policy);
  if (!isSmall(school, policy)) return own;
  const [, ...earlierYears] = attendanceByYear(contributors, policy);
  const years = attendanceByYear(contributors, policy).slice(0, policy.smallYears).filter(isUsable);
  if (years.length < policy.smallYearsNeeded) return own;
  const equallyWeighted = years.map(({ value }) => ({ value, weight: 1 }));
  return {
    kind: "THREE_YEAR",
    value: meanAttendance(equallyWeighted, policy),
    figures: years.flatMap(({ figures }) => figures),
    earlierYears: earlierYears.filter(isUsable),
  };
}

function ordinaryPredecessor(
  { inheritsFrom }: SchoolInYear,
  schools: SchoolsInYear["schools"],
): readonly Contributor[] {
  const predecessor = inheritsFrom === null ? undefined : schools.get(inheritsFrom);
  return predecessor ? [{ school: predecessor, weight: 1 }] : [];
}

/** Empty unless the roll of every predecessor is known. */
function mergedPredecessors({ mergedFrom }: SchoolInYear, schools: SchoolsInYear["schools"]): readonly Contributor[] {
  const contributors = mergedFrom.flatMap((urn) => {
    const predecessor = schools.get(urn);
    return predecessor?.pupils ? [{ school: predecessor, weight: predecessor.pupils }] : [];
  });
  return contributors.length === mergedFrom.length ? contributors : [];
}

function baseline(kind: BaselineKind, contributors: readonly Contributor[], policy: Policy): Baseline | null {
  const [base, ...earlierYears] = attendanceByYear(contributors, policy);
  return base ? { kind, ...base, earlierYears: earlierYears.filter(isUsable) } : null;
}

/** The base year, then the two years before it; null for a year in which a contributor has no figure. */
function attendanceByYear(contributors: readonly Contributor[], policy: Policy): readonly (YearAttendance | null)[] {
  return [0, 1, 2].map((index) => {
    const parts = contributors.flatMap(({ school, weight }) => {
      const published = school.figures[index as 0 | 1 | 2];
      const value = published && roundedAttendance(published, policy);
      return published && value ? [{ school, weight, published, value }] : [];
    });
    if (parts.length === 0 || parts.length < contributors.length) return null;
    const figures = parts.map(({ school, weight, published, value }) => ({
      urn: school.urn,
      year: published.year,
      attendance: value.toFixed(),
      file: published.fileId,
      line: published.line,
      ...(contributors.length > 1 && { weight }),
    }));
    return { value: meanAttendance(parts, policy), figures };
  });
}

const isUsable = (year: YearAttendance | null): year is YearAttendance => year !== null;

/** The mean of the earlier years and the baseline's difference from it; null unless the policy counts it as a shock. */
export function shockOf(
  { value, earlierYears }: Baseline,
  policy: Policy,
): { mean: Decimal; difference: Decimal } | null {
  if (earlierYears.length === 0) return null;
  const sum = earlierYears.reduce((total, year) => total.plus(year.value), new Exact(0));
  const mean = sum.div(earlierYears.length);
  const difference = value.minus(mean);
  return difference.abs().gt(policy.shock) ? { mean, difference } : null;
}
