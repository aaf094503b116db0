// A published attendance figure.

/** Published attendance of one school and year, as its current row has it. */
export interface AttendanceFigure {
  readonly year: string;
  /** Per cent, 0-100, decimal text at 6 places, worked out by the table `attendance`; null where there is no figure. */
  readonly attendance: string | null;
  /** The code where there is no figure: `x`, `c`, `SUPP`, … */
  readonly code: string | null;
  readonly fileId: number;
  readonly line: number;
}

/** The figure exists but is withheld; other codes say that there is none. */
const suppressed: ReadonlySet<string> = new Set(["c", "SUPP"]);

export const isSuppressed = (figure: AttendanceFigure | null): boolean =>
  suppressed.has(figure?.code ?? "") && !hasFigure(figure);

export const hasFigure = (
  figure: AttendanceFigure | null,
): figure is AttendanceFigure & { readonly attendance: string } => figure !== null && figure.attendance !== null;
