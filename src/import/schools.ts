// The directory as it stands: each school from every file that says something of it, the register before all others.
import { type BulkColumns, insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import { classifyCensus, classifySpine } from "./classification.js";
import type { SourceKind } from "./report.js";
import type { DirectoryRecord } from "./source.js";
import { latestFirst } from "./supersession.js";

/**
 * A school's row is what the first of these tells, and what is null there is what the next tells. A school that a
 * directory file names takes nothing from the others, which only tell that there is a school at all.
 */
const precedence: readonly SourceKind[] = [
  "gias",
  "performance-spine",
  "absence",
  "performance-census",
  "performance-absence",
  "similar-schools",
  "links",
];

const isDirectory = (kind: SourceKind) => kind === "gias" || kind === "performance-spine";

/** Not filled from another file: it would be another moment's status, trust or roll. */
const ofItsTime: ReadonlySet<string> = new Set([
  "status",
  "openDate",
  "closeDate",
  "trustCode",
  "trustName",
  "registerPupils",
]);

interface Told {
  readonly urn: number;
  readonly fileId: number;
  readonly line: number;
  readonly kind: SourceKind;
  readonly record: DirectoryRecord;
}

interface LocalAuthority {
  readonly name: string;
  readonly region: string;
}

const columns = {
  urn: "int",
  laestab: "int",
  la_code: "int",
  la_name: "text",
  establishment_number: "int",
  name: "text",
  search_name: "text",
  type_name: "text",
  type_group: "text",
  phase: "text",
  block: "text",
  status: "text",
  open_date: "date",
  close_date: "date",
  low_age: "int",
  high_age: "int",
  gender: "text",
  religious_character: "text",
  selective: "boolean",
  sixth_form: "boolean",
  capacity: "int",
  register_pupils: "int",
  trust_code: "int",
  trust_name: "text",
  ukprn: "int",
  street: "text",
  town: "text",
  county: "text",
  postcode: "text",
  website: "text",
  region: "text",
  district: "text",
  urban_rural: "text",
  urban: "boolean",
  easting: "int",
  northing: "int",
  stub: "boolean",
  file_id: "int",
  line: "int",
} as const;

type SchoolRow = Record<keyof typeof columns, unknown>;

const update = Object.keys(columns)
  .map((name) => `"${name}" = EXCLUDED."${name}"`)
  .join(", ");
const whereChanged = `ON CONFLICT (urn) DO UPDATE SET ${update} WHERE (school.*) IS DISTINCT FROM (EXCLUDED.*)`;

const batch = 2000;

/** Derives anew the schools that a file can change. */
export async function deriveSchools(sql: Sql, fileId: number, kind: SourceKind): Promise<void> {
  const authorities = await readAuthorities(sql);
  let last = 0;
  for (;;) {
    const urns = await sql.query<{ urn: number }>(
      `SELECT DISTINCT d.urn FROM directory_row d LEFT JOIN school s ON s.urn = d.urn
       WHERE d.urn > $1 AND ${touchedBy(kind, fileId)} ORDER BY d.urn LIMIT $2`,
      [last, batch],
    );
    if (!urns.length) return;
    const told = await readTold(
      sql,
      urns.map(({ urn }) => urn),
    );
    const rows = told.map((files) => deriveSchool(files, authorities));
    await insertRows(sql, "school", columns as BulkColumns<SchoolRow>, rows, whereChanged);
    last = urns.at(-1)!.urn;
  }
}

function touchedBy(kind: SourceKind, fileId: number): string {
  if (kind === "performance-regions") return "true";
  if (isDirectory(kind)) return `d.file_id = ${fileId}`;
  // What a middle school is deemed comes from the census, whoever names the school.
  return `d.file_id = ${fileId} AND (s.urn IS NULL OR s.stub OR s.phase LIKE 'MIDDLE%')`;
}

async function readAuthorities(sql: Sql): Promise<ReadonlyMap<number, LocalAuthority>> {
  const rows = await sql.query<LocalAuthority & { code: number }>(
    `SELECT DISTINCT ON (a.code) a.code, a.name, a.region FROM local_authority a JOIN source_file f ON f.id = a.file_id
     ORDER BY a.code, ${latestFirst}`,
  );
  return new Map(rows.map((row) => [row.code, row]));
}

/** What every file tells of some schools, a list a school, in order of precedence. */
async function readTold(sql: Sql, urns: readonly number[]): Promise<Told[][]> {
  const ranks = precedence.map((kind, rank) => `WHEN '${kind}' THEN ${rank}`).join(" ");
  const rows = await sql.query<Told>(
    `SELECT d.urn, d.file_id AS "fileId", d.line, d.record, f.kind FROM directory_row d JOIN source_file f ON f.id = d.file_id
     WHERE d.urn = ANY($1::int[]) ORDER BY d.urn, CASE f.kind ${ranks} END, ${latestFirst}`,
    [urns],
  );
  const schools: Told[][] = [];
  for (const row of rows) {
    const current = schools.at(-1);
    if (current?.[0]?.urn === row.urn) current.push(row);
    else schools.push([row]);
  }
  return schools;
}

function deriveSchool(files: readonly Told[], authorities: ReadonlyMap<number, LocalAuthority>): SchoolRow {
  const base = files[0] as Told;
  const stub = !isDirectory(base.kind);
  const known = merge(stub ? files : files.filter(({ kind }) => isDirectory(kind)));
  const authority = known.laCode == null ? undefined : authorities.get(known.laCode);
  const { laCode, establishmentNumber, urbanRural } = known;
  const name = known.name ?? `URN ${base.urn}`;
  return {
    urn: base.urn,
    laestab: laCode != null && establishmentNumber != null ? laCode * 10_000 + establishmentNumber : null,
    la_code: laCode,
    la_name: known.laName ?? authority?.name,
    establishment_number: establishmentNumber,
    name,
    search_name: searchName(name),
    type_name: known.typeName,
    type_group: known.typeGroup,
    ...classify(files),
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
}

function merge(files: readonly Told[]): DirectoryRecord {
  const known: Record<string, unknown> = {};
  for (const [index, { record }] of files.entries()) {
    for (const [field, value] of Object.entries(record)) {
      if (index === 0 || (!ofItsTime.has(field) && value !== null)) known[field] ??= value;
    }
  }
  return known;
}

/** Phase and block from one source, the first that classifies the school at all. */
function classify(files: readonly Told[]) {
  const censusType = files.find(({ kind, record }) => kind === "performance-census" && record.schoolType)?.record
    .schoolType;
  for (const { kind, record } of files) {
    const { phase = null, block = null } =
      kind === "performance-spine"
        ? classifySpine(record, censusType ?? null)
        : kind === "performance-census"
          ? (classifyCensus(record.schoolType ?? "") ?? {})
          : record;
    if (phase || block) return { phase, block };
  }
  return { phase: null, block: null };
}

/** Lower case without diacritics, as people type it. */
export const searchName = (name: string): string => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Of the old labels (`(England/Wales) Urban city and town`) and the new (`Larger rural: Nearer to …`). */
function isUrban(label: string): boolean | null {
  if (/\burban\b/i.test(label)) return true;
  return /\brural\b/i.test(label) ? false : null;
}
