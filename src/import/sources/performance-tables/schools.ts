// `england_school_information.csv`, before 2021/22 `england_spine.csv`: the schools.
import { type SchoolStatus, schoolTypes, typeGroups } from "../../classification.js";
import { labels } from "../../labels.js";
import type { Source } from "../../source.js";
import { readSelective, statuses } from "../gias/index.js";
import { isSummary, performanceTables, readLaAndNumber, summary } from "./shared.js";

/** The spine has the register's codes, the school information its words. */
const statusLabels = new Map([
  ...statuses,
  ...labels<SchoolStatus>({ 1: "OPEN", 2: "CLOSED", 3: "OPEN_PROPOSED_TO_CLOSE", 4: "PROPOSED_TO_OPEN" }),
]);

export const performanceSchools = {
  kind: "performance-spine",
  title: "the performance tables school information file (england_school_information.csv or england_spine.csv)",
  option: performanceTables,
  fileNames: /^(england|\d{3})_(spine|school_information)\.csv$/i,
  feeds: "directoryRow",
  precedence: 20,
  key: "URN",
  layouts: [
    ["URN", "LA", "ESTAB", "SCHNAME", "ICLOSE", "MINORGROUP", "NFTYPE", "ISPRIMARY", "ISSECONDARY", "AGEL", "AGEH"],
  ],
  aliases: {
    AGEL: ["AGELOW"],
    AGEH: ["AGEHIGH"],
    ICLOSE: ["SCHSTATUS"],
    NFTYPE: ["SCHOOLTYPE"],
    RELDENOM: ["RELCHAR"],
  },
  labelColumns: ["ICLOSE", "MINORGROUP", "NFTYPE", "ADMPOL"],
  open: () => ({
    read(row) {
      if (isSummary(row)) return summary;
      const urn = row.urn("URN");
      for (const [column, known] of [
        ["NFTYPE", schoolTypes],
        ["MINORGROUP", typeGroups],
      ] as const) {
        row.label(column, known);
      }
      const highAge = row.integer("AGEH", 0, 99) || null; // 0: unknown, and then the lowest age is unknown too
      const record = {
        ...readLaAndNumber(row),
        laName: row.text("LANAME"),
        name: row.text("SCHNAME") ?? row.reject("SCHNAME", "the school has no name"),
        typeName: row.text("NFTYPE"),
        typeGroup: row.text("MINORGROUP"),
        status: row.label("ICLOSE", statusLabels),
        openDate: row.date("OPENDATE"),
        closeDate: row.date("CLOSEDATE"),
        lowAge: highAge === null ? null : row.integer("AGEL", 0, 99),
        highAge,
        gender: row.text("GENDER"),
        religiousCharacter: row.cell("RELDENOM") === "Unknown" ? null : row.text("RELDENOM"),
        selective: readSelective(row, "ADMPOL"),
        street: row.text("STREET"),
        town: row.text("TOWN"),
        postcode: row.text("POSTCODE"),
        teaches: { primary: row.integer("ISPRIMARY", 0, 1) === 1, secondary: row.integer("ISSECONDARY", 0, 1) === 1 },
      };
      return { subject: `${urn}`, facts: { directoryRow: { urn, line: row.line, record } } };
    },
  }),
} satisfies Source;
