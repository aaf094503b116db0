// GIAS `edubasealldata.csv`: the register of schools. https://get-information-schools.service.gov.uk/Downloads

import { classifyGias, type SchoolStatus } from "../classification.js";
import type { DirectoryRecord } from "../facts.js";
import { regionOf } from "../region.js";
import { isMissing, type RowReader } from "../row-reader.js";
import type { Source } from "../source.js";

const statuses: ReadonlyMap<string, SchoolStatus> = new Map([
  ["Open", "OPEN"],
  ["Open, but proposed to close", "OPEN_PROPOSED_TO_CLOSE"],
  ["Closed", "CLOSED"],
  ["Proposed to open", "PROPOSED_TO_OPEN"],
]);

export const gias = {
  kind: "gias",
  title: "a GIAS extract (edubasealldata….csv)",
  option: { name: "gias", description: "register of schools: edubasealldata.csv", takes: "file", needsYear: false },
  feeds: "directoryRow",
  precedence: 1,
  key: "URN",
  layouts: [
    [
      "URN",
      "LA (code)",
      "EstablishmentNumber",
      "EstablishmentName",
      "TypeOfEstablishment (name)",
      "EstablishmentStatus (name)",
      "PhaseOfEducation (name)",
    ],
  ],
  open: () => ({
    read(row) {
      const urn = row.urn("URN");
      return { subject: String(urn), facts: { directoryRow: { urn, line: row.line, record: readRecord(row) } } };
    },
  }),
} as const satisfies Source;

function readRecord(row: RowReader): DirectoryRecord {
  if (!row.text("EstablishmentName")) row.reject("EstablishmentName", "the school has no name");
  const typeName = row.text("TypeOfEstablishment (name)");
  return {
    laCode: row.integer("LA (code)", 0, 999) || null, // 000: in no local authority
    laName: row.text("LA (name)"),
    establishmentNumber: row.integer("EstablishmentNumber", 0, 9999),
    name: row.text("EstablishmentName"),
    typeName,
    typeGroup: row.text("EstablishmentTypeGroup (name)"),
    ...classifyGias(typeName, row.text("PhaseOfEducation (name)")),
    status: readStatus(row),
    openDate: row.date("OpenDate"),
    closeDate: row.date("CloseDate"),
    lowAge: row.integer("StatutoryLowAge", 0, 99),
    highAge: row.integer("StatutoryHighAge", 0, 99),
    gender: row.text("Gender (name)"),
    religiousCharacter: row.text("ReligiousCharacter (name)"),
    selective: readSelective(row.cell("AdmissionsPolicy (name)")),
    sixthForm: readSixthForm(row.cell("OfficialSixthForm (name)")),
    capacity: row.integer("SchoolCapacity", 0, 50_000),
    registerPupils: row.integer("NumberOfPupils", 0, 50_000),
    trustCode: row.integer("Trusts (code)", 0, 2_000_000_000),
    trustName: row.text("Trusts (name)"),
    ukprn: row.integer("UKPRN", 10_000_000, 99_999_999),
    street: row.text("Street"),
    town: row.text("Town"),
    county: row.text("County (name)"),
    postcode: row.text("Postcode"),
    website: row.text("SchoolWebsite"),
    region: regionOf(row.text("GOR (name)")),
    district: row.text("DistrictAdministrative (name)"),
    urbanRural: row.text("UrbanRural (name)"),
    ...readLocation(row),
  };
}

function readStatus(row: RowReader): SchoolStatus | null {
  const column = "EstablishmentStatus (name)";
  if (isMissing(row.cell(column))) return null;
  return statuses.get(row.cell(column)) ?? row.reject(column, `not one of ${[...statuses.keys()].join("; ")}`);
}

/** Metres on the Ordnance Survey grid. A school outside the grid has zeros, which give nulls. */
function readLocation(row: RowReader) {
  const easting = row.integer("Easting", 0, 700_000);
  const northing = row.integer("Northing", 0, 1_300_000);
  return easting && northing ? { easting, northing } : { easting: null, northing: null };
}

/** Also reads the admissions column of the performance tables. Not applicable and not recorded give null. */
export function readSelective(policy: string): boolean | null {
  if (policy === "Selective") return true;
  return /^(non-selective|comprehensive|modern)/i.test(policy) ? false : null;
}

function readSixthForm(text: string): boolean | null {
  if (text === "Has a sixth form") return true;
  return text === "Does not have a sixth form" ? false : null;
}
