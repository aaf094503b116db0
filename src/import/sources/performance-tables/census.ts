// `england_census.csv` or `998_census.csv` of the performance tables.
import { censusTypes } from "../../classification.js";
import type { CircumstanceName } from "../../facts.js";
import { assertPartsFit, type FigureColumn, percentage, pupils, readRowFigures } from "../../row-figures.js";
import type { RowReader } from "../../row-reader.js";
import type { Source } from "../../source.js";
import { isSummary, namesOf, performanceTables, readLaAndNumber, summary } from "./shared.js";

/** Half a percentage point: some files round to whole per cents but still show two decimals. */
const rounding = 0.5;
const ofRoll = (count: string) => ({ count, total: "NOR", rounding });

/** FSM in six years is a share of pupils of compulsory school age (NORFSMEVER), which older files lack. */
const columns = {
  roll: pupils("NOR"),
  ehcPlans: percentage("PSENELSE", ofRoll("TSENELSE")),
  senSupport: percentage("PSENELK", ofRoll("TSENELK")),
  eal: percentage("PNUMEAL", ofRoll("NUMEAL")),
  fsm: percentage("PNUMFSMEVER", { count: "NUMFSMEVER", total: "NORFSMEVER", within: "NOR", rounding }),
} satisfies Partial<Record<CircumstanceName, FigureColumn>>;

function assertConsistent(row: RowReader): void {
  assertPartsFit(row, [pupils("TSENELSE"), pupils("TSENELK")], columns.roll);
  assertPartsFit(row, [columns.ehcPlans, columns.senSupport], 100);
  assertPartsFit(row, [pupils("NUMEAL"), pupils("NUMENGFL"), pupils("NUMUNCFL")], columns.roll);
}

export const performanceCensus = {
  kind: "performance-census",
  title: "the performance tables census file (england_census.csv)",
  option: performanceTables,
  fileNames: namesOf("census"),
  feeds: "circumstances",
  precedence: 40,
  isCensus: true,
  labelColumns: ["SCHOOLTYPE"],
  key: "URN",
  layouts: [["URN", "NOR", "PSENELSE", "PSENELK", "PNUMEAL", "PNUMFSMEVER"]],
  open: (year) => ({
    read(row) {
      if (isSummary(row)) return summary;
      const urn = row.urn("URN");
      const { values, codes } = readRowFigures(row, columns);
      assertConsistent(row);
      row.label("SCHOOLTYPE", censusTypes);
      const schoolType = row.text("SCHOOLTYPE");
      const fsmSource = values.fsm === null ? null : "PNUMFSMEVER";
      return {
        subject: `${urn}`,
        facts: {
          circumstances: { urn, year, schoolType, ...values, fsmSource, codes },
          directoryRow: { urn, line: row.line, record: { ...readLaAndNumber(row), schoolType } },
        },
      };
    },
  }),
} satisfies Source;
