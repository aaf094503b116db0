// `england_cfr.csv` of the performance tables: the finances of maintained schools.
import { readFunding } from "../../funding.js";
import type { RowReader } from "../../row-reader.js";
import type { Source } from "../../source.js";
import { namesOf, performanceTables, summary } from "./shared.js";

/** Medians of an authority, of London and of England have words in place of the authority's code: `LA-PRI`, `LONDON`. */
const isMedian = (row: RowReader): boolean => /^(LA|NAT|LONDON|NON-LONDON)\b/.test(row.cell("LA"));

export const performanceFinance = {
  kind: "performance-finance",
  title: "the performance tables finance file (england_cfr.csv)",
  option: performanceTables,
  fileNames: namesOf("cfr"),
  feeds: "circumstances",
  precedence: 140,
  key: "URN",
  layouts: [["LA", "URN", "PUPILS", "GRANTFUNDING"]],
  skipShortRow: (row) => (isMedian(row) ? summary.skipped : null),
  open: (year) => ({
    read(row) {
      if (isMedian(row)) return summary;
      const urn = row.urn("URN");
      const funding = readFunding(row, { grants: "GRANTFUNDING", pupils: "PUPILS", perPupil: true });
      return {
        subject: `${urn}`,
        facts: {
          circumstances: { urn, year, ...funding, fsmSource: null },
          directoryRow: { urn, line: row.line, record: {} },
        },
      };
    },
  }),
} satisfies Source;
