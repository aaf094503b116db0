// One school of the directory from every file that says something of it, the register before all others.
import { type Classification, classifyCensus, classifySpine } from "./classification.js";
import type { SourceKind } from "./report.js";
import { searchVector } from "./search-index.js";
import type { DirectoryRecord } from "./source.js";

/**
 * A school's row is what the first of these tells, and what is null there is what the next tells. A school that a
 * directory file names takes nothing from the others, which only tell that there is a school at all.
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

/** Not filled from another file: it would be another moment's status, trust or roll. When a school opened does not change. */
const timeBoundFields: ReadonlySet<string> = new Set([
  "status",
  "closeDate",
  "trustCode",
  "trustName",
  "registerPupils",
]);

/** What one file tells of a school. */
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

/** The row of `school`, by column. @param files not empty, all of one URN, in order of precedence */
export function deriveSchool(files: readonly DirectoryRow[], authorities: ReadonlyMap<number, LocalAuthority>) {
  const base = files[0] as DirectoryRow;
  const stub = !isDirectory(base.kind);
  const usedRows = stub ? files : files.filter(({ kind }) => isDirectory(kind));
  const known = merge(usedRows);
  const authority = known.laCode == null ? undefined : authorities.get(known.laCode);
  const { laCode, establishmentNumber, urbanRural } = known;
  const name = known.name ?? `URN ${base.urn}`;
  const school = {
    urn: base.urn,
    laestab: laCode != null && establishmentNumber != null ? laCode * 10_000 + establishmentNumber : null,
    la_code: laCode,
    la_name: known.laName ?? authority?.name,
    establishment_number: establishmentNumber,
    name,
    search_name: searchName(name),
    type_name: known.typeName,
    type_group: known.typeGroup,
    ...classify(usedRows, censusTypeOf(files)),
    status: known.status,
    open_date: known.openDate,
    close_date: known.closeDate,
    low_age: known.lowAge,
    high_age: known.highAge,
    gender: known.gender,
    religious_character: known.religiousCharacter,
    selective: known.selective,
    sixth_form: known.sixthForm,
    capacity: known.capacity,
    register_pupils: known.registerPupils,
    trust_code: known.trustCode,
    trust_name: known.trustName,
    ukprn: known.ukprn,
    street: known.street,
    town: known.town,
    county: known.county,
    postcode: known.postcode,
    website: known.website,
    region: known.region ?? authority?.region,
    district: known.district,
    urban_rural: urbanRural,
    urban: urbanRural ? isUrban(urbanRural) : null,
    easting: known.easting,
    northing: known.northing,
    stub,
    file_id: base.fileId,
    line: base.line,
  };
  return { ...school, search_vector: searchVector(school) };
}

function merge(files: readonly DirectoryRow[]): DirectoryRecord {
  const known: Record<string, unknown> = {};
  for (const [index, { record }] of files.entries()) {
    for (const [field, value] of Object.entries(record)) {
      if (index === 0 || (!timeBoundFields.has(field) && value !== null)) known[field] ??= value;
    }
  }
  return known;
}

const censusTypeOf = (files: readonly DirectoryRow[]) =>
  files.find(({ kind, record }) => kind === "performance-census" && record.schoolType)?.record.schoolType ?? null;

/** Phase and block from one source, the first that classifies the school at all. */
function classify(files: readonly DirectoryRow[], censusType: string | null): Classification {
  for (const told of files) {
    const { phase, block } = classifyOne(told, censusType);
    if (phase || block) return { phase, block };
  }
  return { phase: null, block: null };
}

function classifyOne({ kind, record }: DirectoryRow, censusType: string | null): Classification {
  if (kind === "performance-spine") return classifySpine(record, censusType);
  if (kind === "performance-census") return classifyCensus(record.schoolType ?? null);
  return { phase: record.phase ?? null, block: record.block ?? null };
}

/** Lower case without diacritics: what the order by name goes by. */
export const searchName = (name: string): string => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Of the old labels (`(England/Wales) Urban city and town`) and the new (`Larger rural: Nearer to …`). */
function isUrban(label: string): boolean | null {
  if (/\burban\b/i.test(label)) return true;
  return /\brural\b/i.test(label) ? false : null;
}
