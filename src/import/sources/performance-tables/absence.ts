// `england_abs.csv` or `998_abs.csv` of the performance tables.
import type { AttendanceName } from "../../facts.js";
import { assertPersistenceFits, type FigureColumn, percentage, readRowFigures } from "../../row-figures.js";
import type { Source } from "../../source.js";
import { isSummary, namesOf, performanceTables, readLaAndNumber, summary } from "./shared.js";

const columns = {
  overallAbsence: percentage("PERCTOT"),
  persistentAbsence: percentage("PPERSABS10"),
} satisfies Partial<Record<AttendanceName, FigureColumn>>;

export const performanceAbsence = {
  kind: "performance-absence",
  title: "the performance tables absence file (england_abs.csv)",
  option: performanceTables,
  fileNames: namesOf("abs"),
  feeds: "attendance",
  precedence: 50,
  key: "URN",
  layouts: [["LA", "ESTAB", "URN", "PERCTOT"]],
  open: (year) => ({
    read(row) {
      if (isSummary(row)) return summary;
      const urn = row.urn("URN");
      const { values, codes } = readRowFigures(row, columns);
      assertPersistenceFits(row, columns.overallAbsence, columns.persistentAbsence);
      return {
        subject: `${urn}`,
        facts: {
          attendance: { urn, year, ...values, codes },
          directoryRow: { urn, line: row.line, record: readLaAndNumber(row) },
        },
      };
    },
  }),
} satisfies Source;
