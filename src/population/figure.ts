// A school's published attendance in one year.

/** Published attendance of one school and year, from its current row. */
export interface AttendanceFigure {
  readonly year: string;
  /** Per cent, 0-100, decimal text at 6 places, calculated by the table `attendance`; null where there is no figure. */
  readonly attendance: string | null;
  /** The code where there is no figure: `x`, `c`, `SUPP`, … */
  readonly code: string | null;
  readonly fileId: number;
  readonly line: number;
}

/** Codes of figures that exist but are withheld; other codes mean that there is no figure. */
const suppressedCodes: ReadonlySet<string> = new Set(["c", "SUPP"]);

export const isSuppressed = (figure: AttendanceFigure | null): boolean =>
  suppressedCodes.has(figure?.code ?? "") && !hasFigure(figure);

export const hasFigure = (
  figure: AttendanceFigure | null,
): figure is AttendanceFigure & { readonly attendance: string } => figure !== null && figure.attendance !== null;
