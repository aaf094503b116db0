// Keeps the directory current: after each file, derives again the schools that the file can change.
import { type BulkColumns, insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import type { SourceKind } from "./report.js";
import { type DirectoryRow, deriveSchool, isDirectory, type LocalAuthority, precedence } from "./schools.js";
import { addWords } from "./search-index.js";
import { latestFirst } from "./supersession.js";

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
  search_vector: "tsvector",
} satisfies BulkColumns<SchoolRow>;

type SchoolRow = ReturnType<typeof deriveSchool>;

const update = Object.keys(columns)
  .map((name) => `"${name}" = EXCLUDED."${name}"`)
  .join(", ");
const whereChanged = `ON CONFLICT (urn) DO UPDATE SET ${update} WHERE (school.*) IS DISTINCT FROM (EXCLUDED.*)`;

const batchSize = 2000;

export async function deriveSchools(sql: Sql, fileId: number, kind: SourceKind): Promise<void> {
  const authorities = await readAuthorities(sql);
  let lastUrn = 0;
  for (;;) {
    const affected = await sql.query<{ urn: number }>(
      `SELECT DISTINCT d.urn FROM directory_row d LEFT JOIN school s ON s.urn = d.urn
       WHERE d.urn > $1 AND ${affectedBy(kind, fileId)} ORDER BY d.urn LIMIT $2`,
      [lastUrn, batchSize],
    );
    if (!affected.length) return;
    const urns = affected.map(({ urn }) => urn);
    const schools = (await readDirectoryRows(sql, urns)).map((rows) => deriveSchool(rows, authorities));
    await insertRows(sql, "school", columns, schools, whereChanged);
    const vectors = schools.map(({ search_vector }) => search_vector);
    await addWords(sql, vectors);
    lastUrn = urns.at(-1)!;
  }
}

function affectedBy(kind: SourceKind, fileId: number): string {
  if (kind === "performance-regions") return "true";
  if (isDirectory(kind)) return `d.file_id = ${fileId}`;
  // The census decides whether a middle school is deemed primary or secondary, whichever file names the school.
  return `d.file_id = ${fileId} AND (s.urn IS NULL OR s.stub OR s.phase LIKE 'MIDDLE%')`;
}

async function readAuthorities(sql: Sql): Promise<ReadonlyMap<number, LocalAuthority>> {
  const rows = await sql.query<LocalAuthority & { code: number }>(
    `SELECT DISTINCT ON (a.code) a.code, a.name, a.region FROM local_authority a JOIN source_file f ON f.id = a.file_id
     ORDER BY a.code, ${latestFirst}`,
  );
  return new Map(rows.map((row) => [row.code, row]));
}

/** The directory rows of some schools from every file, one list per school, in order of precedence. */
async function readDirectoryRows(sql: Sql, urns: readonly number[]): Promise<DirectoryRow[][]> {
  const ranks = precedence.map((kind, rank) => `WHEN '${kind}' THEN ${rank}`).join(" ");
  const rows = await sql.query<DirectoryRow>(
    `SELECT d.urn, d.file_id AS "fileId", d.line, d.record, f.kind FROM directory_row d JOIN source_file f ON f.id = d.file_id
     WHERE d.urn = ANY($1::int[]) ORDER BY d.urn, CASE f.kind ${ranks} END, ${latestFirst}`,
    [urns],
  );
  const schools: DirectoryRow[][] = [];
  for (const row of rows) {
    const current = schools.at(-1);
    if (current?.[0]?.urn === row.urn) current.push(row);
    else schools.push([row]);
  }
  return schools;
}
