// What the files of secondary and of primary schools have in common, in each of their layouts.
import type { CircumstanceName, CircumstancesFact } from "../../facts.js";
import { assertPartsFit, type FigureColumn, percentage, pupils, readRowFigures } from "../../row-figures.js";
import type { RowReader } from "../../row-reader.js";
import type { FileOption, Reader } from "../../source.js";

type FiguresOf<Name extends CircumstanceName> = Readonly<Record<Name, FigureColumn>>;

export const similarSchools = {
  name: "similarSchools",
  description: "circumstances of secondary or of primary schools: secondary_values_….csv or primary_values_….csv",
  takes: "file",
  needsYear: true,
} as const satisfies FileOption;

/** Percentages and means cover some of the school's pupils; the file does not say which. */
const basis = { within: "NumberOfPupils" };
const share = (column: string) => percentage(column, basis);
export const mean = (column: string, min: number, max: number): FigureColumn => ({ column, min, max, basis });

const figures = {
  roll: pupils("NumberOfPupils"),
  idaci: mean("IdaciPupils", 0, 1),
  polar4: mean("Polar4QuintilePupils", 1, 5),
  stability: share("PStability"),
  senSupport: share("PercentSchSupport"),
  eal: share("PercentEAL"),
  ehcPlans: share("PercentageStatementOrEHP"),
} satisfies Partial<FiguresOf<CircumstanceName>>;

/** The measure of disadvantage: pupil premium, since July 2026 free school meals. A file has one of them. */
const fsmColumns = ["PPPerc", "percent_fsm_ever"] as const;

export const aliases = {
  NumberOfPupils: ["number_of_pupils", "nor"],
  IdaciPupils: ["idaci_pupils"],
  Polar4QuintilePupils: ["polar4quintile_pupils"],
  PStability: ["p_stability"],
  PercentSchSupport: ["percent_sch_support"],
  PercentEAL: ["percent_eal"],
  PercentageStatementOrEHP: ["PercentStatementOrEhp", "percent_statement_or_ehp"],
  PPPerc: ["pp_perc"],
} as const;

/** @param own the columns that only this kind of file has */
export const layoutsWith = (own: readonly string[]): string[][] =>
  fsmColumns.map((fsm) => ["URN", fsm, ...Object.values(figures).map(({ column }) => column), ...own]);

/** @param own the figures that only this kind of file has */
export const openWith =
  <Own extends CircumstanceName>(own: FiguresOf<Own>) =>
  (year: string): Reader => ({
    read(row) {
      const urn = row.urn("URN");
      return {
        subject: `${urn}`,
        facts: {
          circumstances: readCircumstances(row, urn, year, own),
          directoryRow: { urn, line: row.line, record: {} },
        },
      };
    },
  });

function readCircumstances<Own extends CircumstanceName>(
  row: RowReader,
  urn: number,
  year: string,
  own: FiguresOf<Own>,
): CircumstancesFact {
  const fsmColumn = fsmColumns.find((column) => row.has(column)) ?? fsmColumns[0];
  const { values, codes } = readRowFigures(row, { ...figures, fsm: share(fsmColumn), ...own });
  assertPartsFit(row, [figures.senSupport, figures.ehcPlans], 100);
  return { urn, year, ...values, fsmSource: values.fsm === null ? null : fsmColumn, codes };
}

/** Of files that are published beside the values. */
export function describeOtherFile(header: ReadonlySet<string>): string | null {
  const names = [...header].map((column) => column.toLowerCase().replaceAll("_", ""));
  if (names.includes("neighboururn")) {
    return "the similar schools distances file (…_groups_….csv or …_neighbours_list_….csv)";
  }
  if (names.includes("urn") || !names.some((name) => /^ks2mrp$|idaci/.test(name))) return null;
  return "the national standard deviations file (…_standard_deviations_….csv)";
}
