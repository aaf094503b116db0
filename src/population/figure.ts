// A published attendance figure, and attendance made of it in exact decimals.
import { Decimal } from "decimal.js";

/** Published attendance of one school and year, as its current row has it. */
export interface Figure {
  readonly year: string;
  /** Percentage of sessions missed, decimal text as published; null where there is none. */
  readonly overallAbsence: string | null;
  /** Sessions, where the file gives them. */
  readonly possibleSessions: number | null;
  readonly absentSessions: number | null;
  /** The published code where there is no overall absence: `x`, `c`, `SUPP`, … */
  readonly code: string | null;
  readonly fileId: number;
  readonly line: number;
}

/** The figure exists but is withheld; other codes say that there is none. */
const suppressed: ReadonlySet<string> = new Set(["c", "SUPP"]);

export function isSuppressed(figure: Figure | null): boolean {
  const code = figure?.code ?? "";
  return suppressed.has(code) && !hasFigure(figure);
}

/** A percentage or both counts of sessions are published. */
export const hasFigure = (figure: Figure | null): figure is Figure =>
  figure !== null && (figure.overallAbsence !== null || hasSessions(figure));

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });

/**
 * Attendance, per cent, 0-100: from sessions at 6 places, half up, where they are known, else 100 less the published
 * absence; NaN where there is no figure.
 */
export function attendanceOf(figure: Figure | null): number {
  if (!hasFigure(figure)) return Number.NaN;
  if (hasSessions(figure)) {
    const present = figure.possibleSessions - figure.absentSessions;
    return new Exact(present).times(100).div(figure.possibleSessions).toDecimalPlaces(6).toNumber();
  }
  return new Exact(100).minus(figure.overallAbsence!).toNumber();
}

const hasSessions = (figure: Figure): figure is Figure & { possibleSessions: number; absentSessions: number } =>
  figure.possibleSessions !== null && figure.possibleSessions > 0 && figure.absentSessions !== null;
