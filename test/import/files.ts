// Small invented files in the published layouts, written to a folder that is deleted after the suite.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import iconv from "iconv-lite";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "kindred-import-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file and returns its path. */
export function write(name: string, contents: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  return path;
}

export const windows1252 = (text: string): Uint8Array => iconv.encode(text, "win1252");

export type Cells = Readonly<Record<string, string | number>>;

/** CSV text of rows given by column name; the header has the columns of the defaults. */
export function csv(defaults: Cells, rows: readonly Cells[]): string {
  const columns = Object.keys(defaults);
  const line = (cells: readonly (string | number)[]) =>
    cells.map((cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(",");
  return `${[line(columns), ...rows.map((row) => line(columns.map((name) => row[name] ?? defaults[name] ?? "")))].join("\n")}\n`;
}

export const giasRow: Cells = {
  URN: 100001,
  "LA (code)": 202,
  "LA (name)": "Camden",
  EstablishmentNumber: 2001,
  EstablishmentName: "Elm School",
  "TypeOfEstablishment (name)": "Community school",
  "EstablishmentTypeGroup (name)": "Local authority maintained schools",
  "EstablishmentStatus (name)": "Open",
  OpenDate: "",
  CloseDate: "",
  "PhaseOfEducation (name)": "Primary",
  StatutoryLowAge: 3,
  StatutoryHighAge: 11,
  "OfficialSixthForm (name)": "Does not have a sixth form",
  "AdmissionsPolicy (name)": "Not applicable",
  SchoolCapacity: 420,
  NumberOfPupils: 400,
  "Trusts (code)": "",
  "Trusts (name)": "",
  "GOR (name)": "London",
  "UrbanRural (name)": "Urban: Nearer to a major town or city",
  Easting: 528230,
  Northing: 185638,
};
export const giasText = (rows: readonly Cells[]) => csv(giasRow, rows);

export const linksText = (rows: readonly Cells[]) =>
  csv({ URN: 100001, LinkURN: 100002, LinkName: "Oak School", LinkType: "Predecessor", LinkEstablishedDate: "" }, rows);

export const absenceText = (rows: readonly Cells[]) =>
  csv(
    {
      time_period: 202223,
      time_identifier: "Academic year",
      geographic_level: "School",
      region_name: "London",
      old_la_code: 202,
      la_name: "Camden",
      school_urn: 100001,
      school_laestab: 2022001,
      school_name: "Elm School",
      education_phase: "Primary",
      sess_overall_percent: "6.67743",
      sess_authorised_percent: "x",
      sess_unauthorised_percent: "x",
      enrolments_pa_10_exact_percent: "20.54795",
    },
    rows,
  );

export const performanceAbsenceText = (rows: readonly Cells[]) =>
  csv({ LA: 202, ESTAB: 2001, URN: 100001, PERCTOT: "4.2", PPERSABS10: "SUPP" }, rows);

export const censusText = (rows: readonly Cells[]) =>
  csv(
    {
      URN: 100001,
      LA: 202,
      ESTAB: 2001,
      SCHOOLTYPE: "State-funded primary",
      NOR: 285,
      PSENELSE: "1.8",
      PSENELK: "17.5",
      PNUMEAL: "NA",
      PNUMFSMEVER: "16.2",
    },
    rows,
  );

export const spineText = (rows: readonly Cells[]) =>
  csv(
    {
      URN: 100001,
      LA: 202,
      ESTAB: 2001,
      LAESTAB: 2022001,
      SCHNAME: "Elm Primary",
      STREET: "Elm Road",
      TOWN: "London",
      POSTCODE: "NW1 1AA",
      ICLOSE: 1,
      OPENDATE: "",
      CLOSEDATE: "",
      MINORGROUP: "Maintained School",
      NFTYPE: "Community school",
      ISPRIMARY: 1,
      ISSECONDARY: 0,
      ISPOST16: 0,
      AGEL: 3,
      AGEH: 11,
      GENDER: "Mixed",
      RELDENOM: "Unknown",
      ADMPOL: "Not recorded",
      OTHERURN: "",
    },
    rows,
  );

export const regionsText = (rows: readonly Cells[]) =>
  csv({ LEA: 202, "LA Name": "Camden", REGION: 31, "REGION NAME": "London Central" }, rows);

export const similarText = (rows: readonly Cells[]) =>
  csv(
    {
      URN: 100001,
      KS2MRP: "103.76",
      PPPerc: "72.558922561",
      PercentEAL: "50.605061",
      Polar4QuintilePupils: "3.945017",
      PStability: "76.710098",
      IdaciPupils: "0.269789",
      PercentSchSupport: "13.861386",
      NumberOfPupils: 909,
      PercentageStatementOrEHP: "5.940594",
      Att8Scr: "41.5",
    },
    rows,
  );
