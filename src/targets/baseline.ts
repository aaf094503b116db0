// The attendance that a school's target starts from, and the published figures that make it.
import type { Decimal } from "decimal.js";
import type { SchoolInYear, SchoolsInYear } from "../population/school-in-year.js";
import { Exact, meanAttendance, roundedAttendance } from "./arithmetic.js";
import type { Policy } from "./policy.js";
import type { BaselineKind, Figure } from "./target.js";

/** A school whose figures count, by its pupils where there are several. */
interface Contributor {
  readonly school: SchoolInYear;
  readonly weight: number;
}

/** The attendance of one year, and what was published. */
interface Yearly {
  readonly value: Decimal;
  readonly figures: readonly Figure[];
}

export interface Baseline {
  readonly kind: BaselineKind;
  /** Attendance, per cent. */
  readonly value: Decimal;
  readonly figures: readonly Figure[];
  /** Whichever of the two years before the base year are usable. */
  readonly before: readonly Yearly[];
}

export const isSmall = ({ pupils }: SchoolInYear, policy: Policy): boolean =>
  pupils !== null && pupils < policy.smallRoll;

/** Null where nothing makes one: no figure of its own, and no predecessors that clearly stand for it. */
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
  const years = yearly(contributors, policy).slice(0, policy.smallYears).filter(isUsable);
  if (years.length < policy.smallYearsNeeded) return own;
  return {
    kind: "THREE_YEAR",
    value: meanAttendance(
      years.map(({ value }) => ({ value, weight: 1 })),
      policy,
    ),
    figures: years.flatMap(({ figures }) => figures),
    before: yearly(contributors, policy).slice(1).filter(isUsable),
  };
}

function ordinaryPredecessor(
  { inheritsFrom }: SchoolInYear,
  schools: SchoolsInYear["schools"],
): readonly Contributor[] {
  const predecessor = inheritsFrom === null ? undefined : schools.get(inheritsFrom);
  return predecessor ? [{ school: predecessor, weight: 1 }] : [];
}

/** None unless the roll of every predecessor is known. */
function mergedPredecessors({ mergedFrom }: SchoolInYear, schools: SchoolsInYear["schools"]): readonly Contributor[] {
  const contributors = mergedFrom.flatMap((urn) => {
    const predecessor = schools.get(urn);
    return predecessor?.pupils ? [{ school: predecessor, weight: predecessor.pupils }] : [];
  });
  return contributors.length === mergedFrom.length ? contributors : [];
}

function baseline(kind: BaselineKind, contributors: readonly Contributor[], policy: Policy): Baseline | null {
  const [base, ...before] = yearly(contributors, policy);
  return base ? { kind, value: base.value, figures: base.figures, before: before.filter(isUsable) } : null;
}

/** The base year and the two before it; null for a year that not every contributor has a figure of. */
function yearly(contributors: readonly Contributor[], policy: Policy): readonly (Yearly | null)[] {
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

const isUsable = (year: Yearly | null): year is Yearly => year !== null;

/** The mean of the years before and what a baseline differs from it by, where that is a shock under the policy. */
export function shockOf({ value, before }: Baseline, policy: Policy): { mean: Decimal; difference: Decimal } | null {
  if (before.length === 0) return null;
  const sum = before.reduce((total, year) => total.plus(year.value), new Exact(0));
  const difference = value.minus(sum.div(before.length));
  return difference.abs().gt(policy.shock) ? { mean: sum.div(before.length), difference } : null;
}
