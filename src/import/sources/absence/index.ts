// Absence by school of "Pupil absence in schools in England": `1a_absence_3term_school.csv` and its predecessors.
import { absencePhases } from "../../classification.js";
import type { AttendanceName, DirectoryRecord } from "../../facts.js";
import { LatestSchools } from "../../latest-schools.js";
import { regionOf } from "../../region.js";
import {
  assertPartsFit,
  assertPersistenceFits,
  type FigureColumn,
  percentage,
  pupils,
  readRowFigures,
  sessions,
} from "../../row-figures.js";
import { academicYear, type RowReader } from "../../row-reader.js";
import type { Source } from "../../source.js";
import { describeOtherAbsenceFile } from "./other-files.js";
import { partOf } from "./whole.js";

const ofSessions = (count: string) => ({ count, total: "sess_possible" });
const ofPupils = (count: string) => ({ count, total: "enrolments", within: "sess_possible" });

const columns = {
  overallAbsence: percentage("sess_overall_percent", ofSessions("sess_overall")),
  authorisedAbsence: percentage("sess_authorised_percent", ofSessions("sess_authorised")),
  unauthorisedAbsence: percentage("sess_unauthorised_percent", ofSessions("sess_unauthorised")),
  persistentAbsence: percentage("enrolments_pa_10_exact_percent", ofPupils("enrolments_pa_10_exact")),
  severeAbsence: percentage("enrolments_pa_50_exact_percent", ofPupils("enrolments_pa_50_exact")),
  possibleSessions: sessions("sess_possible"),
  absentSessions: sessions("sess_overall"),
} satisfies Record<AttendanceName, FigureColumn>;

function assertConsistent(row: RowReader): void {
  assertPartsFit(row, [columns.absentSessions], columns.possibleSessions);
  assertPartsFit(row, [sessions("sess_authorised"), sessions("sess_unauthorised")], columns.absentSessions, true);
  assertPartsFit(row, [columns.authorisedAbsence, columns.unauthorisedAbsence], columns.overallAbsence, true);
  assertPartsFit(row, [pupils("enrolments_pa_50_exact")], pupils("enrolments_pa_10_exact"));
  assertPartsFit(row, [columns.severeAbsence], columns.persistentAbsence);
}

export default {
  kind: "absence",
  title: "a school-level absence release (1a_absence_3term_school.csv)",
  option: {
    name: "absence",
    description: "absence by school: 1a_absence_3term_school.csv, or Absence_3term_….csv of earlier years",
    takes: "file",
    needsYear: false,
  },
  feeds: "attendance",
  precedence: 30, // more exact than the performance tables of the same year
  key: "school_urn",
  labelColumns: ["education_phase"],
  // Only time_identifier distinguishes the file of a year from the file of a term.
  layouts: [["time_period", "time_identifier", "geographic_level", "school_urn", "sess_overall_percent"]],
  aliases: {
    time_period: ["Year"],
    time_identifier: ["Term"],
    geographic_level: ["level"],
    school_urn: ["URN"],
    school_laestab: ["LAEstab"],
    education_phase: ["School_type"],
  },
  describeOtherFile: describeOtherAbsenceFile,
  open() {
    const schools = new LatestSchools();
    return {
      read(row) {
        const level = row.cell("geographic_level");
        if (level.toLowerCase() !== "school") return { skipped: `level ${level || "unknown"}` };
        const published = academicYear(row.cell("time_period"));
        const part = partOf(row, published);
        if (part) return { skipped: part };
        const urn = row.urn("school_urn");
        const year = published ?? row.reject("time_period", "not an academic year like 202223");
        const { values, codes } = readRowFigures(row, columns);
        assertConsistent(row);
        if (values.overallAbsence !== null)
          assertPersistenceFits(row, columns.overallAbsence, columns.persistentAbsence);
        schools.add(year, { urn, line: row.line, record: readRecord(row) });
        return { subject: `${urn} in ${year}`, facts: { attendance: { urn, year, ...values, codes } } };
      },
      remaining: () => schools.facts(),
    };
  },
} satisfies Source;

function readRecord(row: RowReader): DirectoryRecord {
  const laCode = row.integer("old_la_code", 0, 999);
  const laestab = row.integer("school_laestab", 0, 9_999_999);
  return {
    name: row.text("school_name"),
    laCode,
    laName: row.text("la_name"),
    establishmentNumber: laestab === null ? null : laestab % 10_000,
    region: regionOf(row.text("region_name")),
    ...row.label("education_phase", absencePhases),
  };
}
