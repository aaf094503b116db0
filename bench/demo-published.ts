// Reads figures from files in the published layouts: those that the invented England is fitted to, and its own.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";

export const phases = ["primary", "secondary", "special", "alternative"] as const;
export type Phase = (typeof phases)[number];

/** Phases by the school type in the census. */
const censusTypes: Record<string, Phase> = {
  "State-funded primary": "primary",
  "State-funded secondary": "secondary",
  "State-funded special school": "special",
  "Pupil referral unit": "alternative",
};

/** A school; NaN for a figure that is not published. Percentages are 0-100. */
export interface Row {
  urn: string;
  la: string;
  phase: Phase;
  roll: number;
  fsm: number;
  eal: number;
  sen: number;
  ehc: number;
  absence: number;
  persistent: number;
}

export interface YearsOfAbsence {
  urn: string;
  phase: string;
  /** One value per year, in order. */
  overall: number[];
  persistent: number[];
}

/** A secondary school's similar-schools values. */
export interface SecondaryRow extends Record<SecondaryColumn, number> {
  urn: string;
}

export const secondaryColumns = [
  "NumberOfPupils",
  "PPPerc",
  "PercentEAL",
  "PercentSchSupport",
  "PercentageStatementOrEHP",
  "KS2MRP",
  "Polar4QuintilePupils",
  "PStability",
  "IdaciPupils",
  "Att8Scr",
] as const;
export type SecondaryColumn = (typeof secondaryColumns)[number];

type Cells = Record<string, string>;

const read = (path: string): Cells[] => parse(readFileSync(path), { columns: true, bom: true });
const figure = (cell: string | undefined): number => (cell ? Number(cell) : Number.NaN);
/** NaN for a value that is not a percentage; the invented files contain some. */
function percent(cell: string | undefined): number {
  const value = figure(cell);
  return value >= 0 && value <= 100 ? value : Number.NaN;
}

/** The schools in a performance tables directory whose census type has a phase. The file of absence may be missing. */
export function readTables(directory: string): Row[] {
  const absencePath = join(directory, "england_abs.csv");
  const absences = new Map((existsSync(absencePath) ? read(absencePath) : []).map((row) => [row.URN, row]));
  return read(join(directory, "england_census.csv")).flatMap((row) => {
    const phase = censusTypes[row.SCHOOLTYPE!];
    if (!phase || !/^\d{6}$/.test(row.URN!)) return [];
    const absence = absences.get(row.URN);
    return {
      urn: row.URN!,
      la: row.LA!,
      phase,
      roll: figure(row.NOR),
      fsm: percent(row.PNUMFSMEVER),
      eal: percent(row.PNUMEAL),
      sen: percent(row.PSENELK),
      ehc: percent(row.PSENELSE),
      absence: percent(absence?.PERCTOT),
      persistent: percent(absence?.PPERSABS10),
    };
  });
}

/** Each school's absence in every year of an absence release. */
export function readAbsence(path: string): YearsOfAbsence[] {
  const rows = read(path).filter((row) => row.geographic_level === "School" && /^\d{6}$/.test(row.school_urn!));
  const years = [...new Set(rows.map((row) => row.time_period!))].sort();
  const schools = new Map<string, YearsOfAbsence>();
  for (const row of rows) {
    const urn = row.school_urn!;
    const noFigures = () => years.map(() => Number.NaN);
    const school = schools.get(urn) ?? {
      urn,
      phase: row.education_phase!,
      overall: noFigures(),
      persistent: noFigures(),
    };
    schools.set(urn, school);
    const year = years.indexOf(row.time_period!);
    school.overall[year] = percent(row.sess_overall_percent);
    school.persistent[year] = percent(row.enrolments_pa_10_exact_percent);
  }
  return [...schools.values()];
}

/** The nine attributes and Attainment 8 of secondary schools. */
export function readSecondary(path: string): SecondaryRow[] {
  return read(path).map((row) => ({
    urn: row.URN!,
    ...(Object.fromEntries(secondaryColumns.map((name) => [name, figure(row[name])])) as Record<
      SecondaryColumn,
      number
    >),
  }));
}
