// The four files of the "Compare school performance" download that cover schools and their attendance.

import {
  assertPartsFit,
  assertPersistenceFits,
  type FigureColumn,
  percentage,
  pupils,
  readRowFigures,
} from "./figures.js";
import { readSelective } from "./gias.js";
import { regionOf } from "./region.js";
import type { RowReader } from "./row-reader.js";
import type { Source } from "./source.js";

/** National rows are among the schools, with `NAT` in either column. */
const isSummary = (row: RowReader) => ["URN", "LA"].some((column) => row.cell(column) === "NAT");
const summary = { skipped: "summary row" } as const;

const readLaAndNumber = (row: RowReader) => ({
  laCode: row.integer("LA", 1, 999),
  establishmentNumber: row.integer(row.has("ESTAB") ? "ESTAB" : "Estab", 0, 9999), // `Estab` since 2024/25
});

const attendanceFigures = {
  overallAbsence: percentage("PERCTOT"),
  persistentAbsence: percentage("PPERSABS10"),
} satisfies Record<string, FigureColumn>;

export const performanceAbsence: Source = {
  kind: "performance-absence",
  title: "the performance tables absence file (england_abs.csv)",
  key: "URN",
  layouts: [["LA", "ESTAB", "URN", "PERCTOT"]],
  open: (year) => ({
    read(row) {
      if (isSummary(row)) return summary;
      const urn = row.urn("URN");
      const { values, codes } = readRowFigures(row, attendanceFigures);
      assertPersistenceFits(row, attendanceFigures.overallAbsence, attendanceFigures.persistentAbsence);
      return {
        subject: `${urn}`,
        facts: {
          attendance: {
            urn,
            year,
            overall_absence: values.overallAbsence,
            authorised_absence: null,
            unauthorised_absence: null,
            persistent_absence: values.persistentAbsence,
            severe_absence: null,
            possible_sessions: null,
            absent_sessions: null,
            codes,
          },
          directory: { urn, line: row.line, record: readLaAndNumber(row) },
        },
      };
    },
  }),
};

/** Half a percentage point: some files round to whole per cents but still show two decimals. */
const rounding = 0.5;
const ofRoll = (count: string) => ({ count, total: "NOR", rounding });

/** FSM in six years is a share of pupils of compulsory school age (NORFSMEVER), which files before 2024/25 lack. */
const censusFigures = {
  roll: pupils("NOR"),
  ehcPlans: percentage("PSENELSE", ofRoll("TSENELSE")),
  senSupport: percentage("PSENELK", ofRoll("TSENELK")),
  eal: percentage("PNUMEAL", ofRoll("NUMEAL")),
  fsm: percentage("PNUMFSMEVER", { count: "NUMFSMEVER", total: "NORFSMEVER", within: "NOR", rounding }),
} satisfies Record<string, FigureColumn>;

function assertConsistent(row: RowReader): void {
  assertPartsFit(row, [pupils("TSENELSE"), pupils("TSENELK")], censusFigures.roll);
  assertPartsFit(row, [censusFigures.ehcPlans, censusFigures.senSupport], 100);
  assertPartsFit(row, [pupils("NUMEAL"), pupils("NUMENGFL"), pupils("NUMUNCFL")], censusFigures.roll);
}

export const performanceCensus: Source = {
  kind: "performance-census",
  title: "the performance tables census file (england_census.csv)",
  key: "URN",
  layouts: [["URN", "NOR", "PSENELSE", "PSENELK", "PNUMEAL", "PNUMFSMEVER"]],
  open: (year) => ({
    read(row) {
      if (isSummary(row)) return summary;
      const urn = row.urn("URN");
      const { values, codes } = readRowFigures(row, censusFigures);
      assertConsistent(row);
      const schoolType = row.text("SCHOOLTYPE");
      return {
        subject: `${urn}`,
        facts: {
          circumstances: {
            urn,
            year,
            school_type: schoolType,
            roll: values.roll,
            fsm: values.fsm,
            fsm_source: values.fsm === null ? null : "PNUMFSMEVER",
            eal: values.eal,
            sen_support: values.senSupport,
            ehc_plans: values.ehcPlans,
            idaci: null,
            polar4: null,
            stability: null,
            ks2: null,
            ks2_reading: null,
            ks2_maths: null,
            attainment8: null,
            codes,
          },
          directory: { urn, line: row.line, record: { ...readLaAndNumber(row), schoolType } },
        },
      };
    },
  }),
};

/** ICLOSE holds the register's status codes. */
const statuses: Readonly<Record<string, string>> = {
  1: "OPEN",
  2: "CLOSED",
  3: "OPEN_PROPOSED_TO_CLOSE",
  4: "PROPOSED_TO_OPEN",
};

function readStatus(row: RowReader): string | null {
  const code = row.integer("ICLOSE", 1, 4);
  return code === null ? null : (statuses[code] ?? null);
}

export const performanceSpine: Source = {
  kind: "performance-spine",
  title: "the performance tables school information file (england_spine.csv)",
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
      return { subject: `${urn}`, facts: { directory: { urn, line: row.line, record } } };
    },
  }),
};

export const performanceRegions: Source = {
  kind: "performance-regions",
  title: "the performance tables local authority file (la_and_region_codes_meta.csv)",
  key: "LEA",
  layouts: [["LEA", "LA Name", "REGION NAME"]],
  open: () => ({
    read(row) {
      const code = row.integer("LEA", 1, 999) ?? row.reject("LEA", "the local authority has no code");
      const region = regionOf(row.text("REGION NAME")) ?? row.reject("REGION NAME", "not in one of the nine regions");
      return {
        subject: `local authority ${code}`,
        facts: { localAuthority: { code, name: row.cell("LA Name"), region } },
      };
    },
  }),
};
