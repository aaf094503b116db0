// A school's use of codes beside last year's and its cohort's, and the question that it raises.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { shiftYear } from "../../population/year.js";
import { marksOf, schoolYear } from "../../submissions/progress/marks.js";
import type { SchoolProgress } from "../../submissions/progress/progress.js";
import type { ReadOptions } from "../../submissions/progress/store.js";
import { type CodeShare, type UseOfCodes, useOfCodes } from "../../submissions/progress/use-of-codes.js";
import { Exact } from "../arithmetic.js";
import { cohortShares, halfTermKey } from "./cohort-shares.js";

/** With the mean of the cohort, per cent; null: fewer than ten peers submitted codes. */
export interface CodeShareInCohort extends CodeShare {
  readonly cohort: string | null;
}

export interface UseOfCodesInCohort extends Omit<UseOfCodes, "codes"> {
  readonly codes: readonly CodeShareInCohort[];
  /** Null where attendance, to 0.1, would be the same. */
  readonly question: string | null;
}

/** By half term, aligned with the progress; null unless the viewer is the school or the department. One statement. */
export async function useOfCodesOf(
  database: Database,
  viewer: Viewer,
  schools: readonly SchoolProgress[],
  options: ReadOptions,
): Promise<(readonly UseOfCodesInCohort[] | null)[]> {
  const before = ({ urn, year }: SchoolProgress) => ({ urn, year: shiftYear(year, -1) });
  const [marks, cohorts] = await Promise.all([
    marksOf(database, viewer, [...schools, ...schools.map(before)], options),
    cohortShares(database, viewer, schools, options),
  ]);
  return schools.map((school) => {
    const halfTerms = marks.get(schoolYear(school));
    const lastYear = marks.get(schoolYear(before(school))) ?? [];
    if (!halfTerms) return null;
    return [...halfTerms]
      .sort((a, b) => a.halfTerm - b.halfTerm)
      .map((now) => {
        const use = useOfCodes(now, lastYear.find(({ halfTerm }) => halfTerm === now.halfTerm) ?? null);
        const cohort = cohorts.get(halfTermKey(school, now.halfTerm));
        const codes = use.codes.map((share) => ({
          ...share,
          cohort: share.now === null ? null : (cohort?.[share.code] ?? null),
        }));
        return { ...use, codes, question: questionOf({ ...use, codes }) };
      });
  });
}

/** @param use of one half term */
export function questionOf(use: Omit<UseOfCodesInCohort, "question">): string | null {
  const { halfTerm, attendance, unchanged } = use;
  if (attendance === null || unchanged === null || shown(attendance) === shown(unchanged)) return null;
  const changes = use.codes.filter(
    ({ code, now, lastYear }) => code !== "C2" && now !== null && lastYear !== null && shown(now) !== shown(lastYear),
  );
  const shares = changes.map(({ code, now, lastYear, cohort }) => {
    const inCohort = cohort === null ? "" : `, in the cohort ${cohort}%`;
    return `${code} was ${shown(now!)}% of all marks (a year before ${shown(lastYear!)}%${inCohort})`;
  });
  const since = shares.length === 0 ? "" : ` ${shares.join("; ")}.`;
  return `Half term ${halfTerm}:${since} With last year's shares of these codes, attendance would be ${shown(unchanged)}% and not ${shown(attendance)}%. What explains the difference?`;
}

/** To 0.1. */
const shown = (percentage: string): string => new Exact(percentage).toFixed(1);
