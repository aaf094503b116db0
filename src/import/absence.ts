// `1a_absence_3term_school.csv` of "Pupil absence in schools in England", Explore Education Statistics.

import { classifyAbsence } from "./classification.js";
import {
  assertPartsFit,
  assertPersistenceFits,
  type FigureColumn,
  percentage,
  pupils,
  readRowFigures,
  sessions,
} from "./figures.js";
import { regionOf } from "./region.js";
import { academicYear, type RowReader } from "./row-reader.js";
import type { DirectoryFact, DirectoryRecord, Source } from "./source.js";

const ofSessions = (count: string) => ({ count, total: "sess_possible" });
const ofPupils = (count: string) => ({ count, total: "enrolments", within: "sess_possible" });

const figures = {
  overallAbsence: percentage("sess_overall_percent", ofSessions("sess_overall")),
  authorisedAbsence: percentage("sess_authorised_percent", ofSessions("sess_authorised")),
  unauthorisedAbsence: percentage("sess_unauthorised_percent", ofSessions("sess_unauthorised")),
  persistentAbsence: percentage("enrolments_pa_10_exact_percent", ofPupils("enrolments_pa_10_exact")),
  severeAbsence: percentage("enrolments_pa_50_exact_percent", ofPupils("enrolments_pa_50_exact")),
  possibleSessions: sessions("sess_possible"),
  absentSessions: sessions("sess_overall"),
} satisfies Record<string, FigureColumn>;

function assertConsistent(row: RowReader): void {
  assertPartsFit(row, [figures.absentSessions], figures.possibleSessions);
  assertPartsFit(row, [sessions("sess_authorised"), sessions("sess_unauthorised")], figures.absentSessions, true);
  assertPartsFit(row, [figures.authorisedAbsence, figures.unauthorisedAbsence], figures.overallAbsence, true);
  assertPartsFit(row, [pupils("enrolments_pa_50_exact")], pupils("enrolments_pa_10_exact"));
  assertPartsFit(row, [figures.severeAbsence], figures.persistentAbsence);
}

export const absence: Source = {
  kind: "absence",
  title: "a school-level absence release (1a_absence_3term_school.csv)",
  key: "school_urn",
  layouts: [["time_period", "geographic_level", "school_urn", "sess_overall_percent"]],
  open() {
    const latest = new Map<number, { year: string; fact: DirectoryFact }>();
    return {
      read(row) {
        const level = row.cell("geographic_level");
        if (level !== "School") return { skipped: `level ${level || "unknown"}` };
        const term = row.cell("time_identifier");
        if (row.has("time_identifier") && term !== "Academic year") return { skipped: `part of a year: ${term}` };
        const urn = row.urn("school_urn");
        const year =
          academicYear(row.cell("time_period")) ?? row.reject("time_period", "not an academic year like 202223");
        const { values, codes } = readRowFigures(row, figures);
        assertConsistent(row);
        if (values.overallAbsence !== null)
          assertPersistenceFits(row, figures.overallAbsence, figures.persistentAbsence);
        const record = readRecord(row);
        if (year > (latest.get(urn)?.year ?? "")) latest.set(urn, { year, fact: { urn, line: row.line, record } });
        return {
          subject: `${urn} in ${year}`,
          facts: {
            attendance: {
              urn,
              year,
              overall_absence: values.overallAbsence,
              authorised_absence: values.authorisedAbsence,
              unauthorised_absence: values.unauthorisedAbsence,
              persistent_absence: values.persistentAbsence,
              severe_absence: values.severeAbsence,
              possible_sessions: values.possibleSessions,
              absent_sessions: values.absentSessions,
              codes,
            },
          },
        };
      },
      remaining: () => [...latest.values()].map(({ fact }) => fact),
    };
  },
};

function readRecord(row: RowReader): DirectoryRecord {
  const laCode = row.integer("old_la_code", 0, 999);
  const laestab = row.integer("school_laestab", 0, 9_999_999);
  return {
    name: row.text("school_name"),
    laCode,
    laName: row.text("la_name"),
    establishmentNumber: laestab === null ? null : laestab % 10_000,
    region: regionOf(row.text("region_name")),
    ...classifyAbsence(row.text("education_phase")),
  };
}
