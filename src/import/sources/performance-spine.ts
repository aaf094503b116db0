// `england_spine.csv` of the performance tables: the schools.
import type { SchoolStatus } from "../classification.js";
import type { RowReader } from "../row-reader.js";
import type { Source } from "../source.js";
import { readSelective } from "./gias.js";
import { isSummary, performanceTables, readLaAndNumber, summary } from "./performance-tables.js";

/** ICLOSE holds the register's status codes. */
const statuses: Readonly<Record<string, SchoolStatus>> = {
  1: "OPEN",
  2: "CLOSED",
  3: "OPEN_PROPOSED_TO_CLOSE",
  4: "PROPOSED_TO_OPEN",
};

function readStatus(row: RowReader): SchoolStatus | null {
  const code = row.integer("ICLOSE", 1, 4);
  return code === null ? null : (statuses[code] ?? null);
}

export const performanceSpine = {
  kind: "performance-spine",
  title: "the performance tables school information file (england_spine.csv)",
  option: performanceTables,
  fileName: "england_spine.csv",
  feeds: "directoryRow",
  precedence: 2,
  key: "URN",
  layouts: [
    ["URN", "LA", "ESTAB", "SCHNAME", "ICLOSE", "MINORGROUP", "NFTYPE", "ISPRIMARY", "ISSECONDARY", "AGEL", "AGEH"],
  ],
  open: () => ({
    read(row) {
      if (isSummary(row)) return summary;
      const urn = row.urn("URN");
      const highAge = row.integer("AGEH", 0, 99) || null; // 0: unknown, and then the lowest age is unknown too
      const record = {
        ...readLaAndNumber(row),
        name: row.text("SCHNAME") ?? row.reject("SCHNAME", "the school has no name"),
        typeName: row.text("NFTYPE"),
        typeGroup: row.text("MINORGROUP"),
        status: readStatus(row),
        openDate: row.date("OPENDATE"),
        closeDate: row.date("CLOSEDATE"),
        lowAge: highAge === null ? null : row.integer("AGEL", 0, 99),
        highAge,
        gender: row.text("GENDER"),
        religiousCharacter: row.cell("RELDENOM") === "Unknown" ? null : row.text("RELDENOM"),
        selective: readSelective(row.cell("ADMPOL")),
        street: row.text("STREET"),
        town: row.text("TOWN"),
        postcode: row.text("POSTCODE"),
        teaches: { primary: row.integer("ISPRIMARY", 0, 1) === 1, secondary: row.integer("ISSECONDARY", 0, 1) === 1 },
      };
      return { subject: `${urn}`, facts: { directoryRow: { urn, line: row.line, record } } };
    },
  }),
} as const satisfies Source;
