// Derives one school of the directory from the rows of every file that names it, the register first.
import { type Classification, classifyCensus, classifySpine } from "./classification.js";
import type { SourceKind } from "./report.js";
import { searchVector } from "./search-index.js";
import type { DirectoryRecord } from "./source.js";

/**
 * A school takes its values from the first of these kinds of file, and values that are null there from the next. A
 * school that a directory file names takes nothing from the other kinds, which only show that the school exists.
 */
export const precedence: readonly SourceKind[] = [
  "gias",
  "performance-spine",
  "absence",
  "performance-census",
  "performance-absence",
  "similar-schools",
  "links",
];

export const isDirectory = (kind: SourceKind) => kind === "gias" || kind === "performance-spine";

/** From the first file only: other files have the status, trust or roll of another date. An opening date never changes. */
const timeBound: ReadonlySet<string> = new Set(["status", "closeDate", "trustCode", "trustName", "registerPupils"]);

/** What one file says about a school. */
export interface DirectoryRow {
  readonly urn: number;
  readonly fileId: number;
  readonly line: number;
  readonly kind: SourceKind;
  readonly record: DirectoryRecord;
}

export interface LocalAuthority {
  readonly name: string;
  readonly region: string;
}

/** The row of `school`, by column. @param rows not empty, all of one URN, in order of precedence */
export function deriveSchool(rows: readonly DirectoryRow[], authorities: ReadonlyMap<number, LocalAuthority>) {
  const base = rows[0] as DirectoryRow;
  const stub = !isDirectory(base.kind);
  const usedRows = stub ? rows : rows.filter(({ kind }) => isDirectory(kind));
  const values = merge(usedRows);
  const authority = values.laCode == null ? undefined : authorities.get(values.laCode);
  const { laCode, establishmentNumber, urbanRural } = values;
  const name = values.name ?? `URN ${base.urn}`;
  const school = {
    urn: base.urn,
    laestab: laCode != null && establishmentNumber != null ? laCode * 10_000 + establishmentNumber : null,
    la_code: laCode,
    la_name: values.laName ?? authority?.name,
    establishment_number: establishmentNumber,
    name,
    search_name: searchName(name),
    type_name: values.typeName,
    type_group: values.typeGroup,
    ...classify(usedRows, censusTypeOf(rows)),
    status: values.status,
    open_date: values.openDate,
    close_date: values.closeDate,
    low_age: values.lowAge,
    high_age: values.highAge,
    gender: values.gender,
    religious_character: values.religiousCharacter,
    selective: values.selective,
    sixth_form: values.sixthForm,
    capacity: values.capacity,
    register_pupils: values.registerPupils,
    trust_code: values.trustCode,
    trust_name: values.trustName,
    ukprn: values.ukprn,
    street: values.street,
    town: values.town,
    county: values.county,
    postcode: values.postcode,
    website: values.website,
    region: values.region ?? authority?.region,
    district: values.district,
    urban_rural: urbanRural,
    urban: urbanRural ? isUrban(urbanRural) : null,
    easting: values.easting,
    northing: values.northing,
    stub,
    file_id: base.fileId,
    line: base.line,
  };
  return { ...school, search_vector: searchVector(school) };
}

function merge(rows: readonly DirectoryRow[]): DirectoryRecord {
  const merged: Record<string, unknown> = {};
  for (const [index, { record }] of rows.entries()) {
    for (const [field, value] of Object.entries(record)) {
      if (index === 0 || (!timeBound.has(field) && value !== null)) merged[field] ??= value;
    }
  }
  return merged;
}

const censusTypeOf = (rows: readonly DirectoryRow[]) =>
  rows.find(({ kind, record }) => kind === "performance-census" && record.schoolType)?.record.schoolType ?? null;

/** Phase and block, both from the first row that has either. */
function classify(rows: readonly DirectoryRow[], censusType: string | null): Classification {
  for (const row of rows) {
    const { phase, block } = classifyRow(row, censusType);
    if (phase || block) return { phase, block };
  }
  return { phase: null, block: null };
}

function classifyRow({ kind, record }: DirectoryRow, censusType: string | null): Classification {
  if (kind === "performance-spine") return classifySpine(record, censusType);
  if (kind === "performance-census") return classifyCensus(record.schoolType ?? null);
  return { phase: record.phase ?? null, block: record.block ?? null };
}

/** Lower case without diacritics; schools are sorted by this name. */
export const searchName = (name: string): string => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Reads the old labels (`(England/Wales) Urban city and town`) and the new (`Larger rural: Nearer to …`). */
function isUrban(label: string): boolean | null {
  if (/\burban\b/i.test(label)) return true;
  return /\brural\b/i.test(label) ? false : null;
}
