// GIAS `edubasealldata.csv`: the register of schools. https://get-information-schools.service.gov.uk/Downloads

import { classifyGias, phaseLabels, type SchoolStatus, schoolTypes } from "../../classification.js";
import type { DirectoryRecord } from "../../facts.js";
import { labels } from "../../labels.js";
import { regionOf } from "../../region.js";
import type { RowReader } from "../../row-reader.js";
import type { Source } from "../../source.js";

export const statuses = labels<SchoolStatus>({
  Open: "OPEN",
  "Open, but proposed to close": "OPEN_PROPOSED_TO_CLOSE",
  Closed: "CLOSED",
  "Proposed to open": "PROPOSED_TO_OPEN",
});

/** Admission policies. Earlier extracts have `Comprehensive (secondary)` and `Modern (secondary)`. */
const admissions = labels<boolean | null>({
  Selective: true,
  "Non-selective": false,
  Comprehensive: false,
  "Comprehensive (secondary)": false,
  Modern: false,
  "Modern (secondary)": false,
  "Selective (grammar)": true,
  "Not applicable": null,
  "Not recorded": null,
});

const sixthForms = labels<boolean | null>({
  "Has a sixth form": true,
  "Does not have a sixth form": false,
  "Not applicable": null,
  "Not recorded": null,
});

const phaseColumn = "PhaseOfEducation (name)";
const statusColumn = "EstablishmentStatus (name)";
const typeColumn = "TypeOfEstablishment (name)";

export default {
  kind: "gias",
  title: "a GIAS extract (edubasealldata….csv)",
  option: { name: "gias", description: "register of schools: edubasealldata.csv", takes: "file", needsYear: false },
  feeds: "directoryRow",
  precedence: 10,
  key: "URN",
  labelColumns: [typeColumn, phaseColumn, statusColumn, "AdmissionsPolicy (name)", "OfficialSixthForm (name)"],
  layouts: [["URN", "LA (code)", "EstablishmentNumber", "EstablishmentName", typeColumn, statusColumn, phaseColumn]],
  open: () => ({
    read(row) {
      const urn = row.urn("URN");
      return { subject: String(urn), facts: { directoryRow: { urn, line: row.line, record: readRecord(row) } } };
    },
  }),
} satisfies Source;

function readRecord(row: RowReader): DirectoryRecord {
  if (!row.text("EstablishmentName")) row.reject("EstablishmentName", "the school has no name");
  return {
    laCode: row.integer("LA (code)", 0, 999) || null, // 000: in no local authority
    laName: row.text("LA (name)"),
    establishmentNumber: row.integer("EstablishmentNumber", 0, 9999),
    name: row.text("EstablishmentName"),
    typeName: row.text(typeColumn),
    typeGroup: row.text("EstablishmentTypeGroup (name)"),
    ...classifyGias(row.label(typeColumn, schoolTypes), row.label(phaseColumn, phaseLabels)),
    status: row.label(statusColumn, statuses),
    openDate: row.date("OpenDate"),
    closeDate: row.date("CloseDate"),
    lowAge: row.integer("StatutoryLowAge", 0, 99),
    highAge: row.integer("StatutoryHighAge", 0, 99),
    gender: row.text("Gender (name)"),
    religiousCharacter: row.text("ReligiousCharacter (name)"),
    selective: readSelective(row, "AdmissionsPolicy (name)"),
    sixthForm: row.label("OfficialSixthForm (name)", sixthForms),
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

/** Metres on the Ordnance Survey grid. A school outside the grid has zeros, which give nulls. */
function readLocation(row: RowReader) {
  const easting = row.integer("Easting", 0, 700_000);
  const northing = row.integer("Northing", 0, 1_300_000);
  return easting && northing ? { easting, northing } : { easting: null, northing: null };
}

/** Also reads the admissions column of the performance tables. Not applicable and not recorded give null. */
export const readSelective = (row: RowReader, column: string): boolean | null => row.label(column, admissions);
