// Keeps the directory current: after each file, derives again the schools that the file can change.
import { sql as expression } from "kysely";
import { columnName, insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import { groupBy } from "../database/group-by.js";
import { build, type Tables } from "../database/query-builder.js";
import { queryAsJson } from "../database/rows-as-json.js";
import { type DirectoryRow, deriveSchool, type LocalAuthority } from "./schools.js";
import { addWords } from "./search-index.js";
import type { Source } from "./source.js";
import { byPrecedence } from "./sources.js";
import { latestFirst } from "./supersession.js";

const columns = {
  urn: "int",
  laestab: "int",
  laCode: "int",
  laName: "text",
  establishmentNumber: "int",
  name: "text",
  searchName: "text",
  typeName: "text",
  typeGroup: "text",
  phase: "text",
  block: "text",
  status: "text",
  openDate: "date",
  closeDate: "date",
  lowAge: "int",
  highAge: "int",
  gender: "text",
  religiousCharacter: "text",
  selective: "boolean",
  sixthForm: "boolean",
  capacity: "int",
  registerPupils: "int",
  trustCode: "int",
  trustName: "text",
  ukprn: "int",
  street: "text",
  town: "text",
  county: "text",
  postcode: "text",
  website: "text",
  region: "text",
  district: "text",
  urbanRural: "text",
  urban: "boolean",
  easting: "int",
  northing: "int",
  stub: "boolean",
  fileId: "int",
  line: "int",
  searchVector: "tsvector",
} satisfies Record<keyof Tables["school"] | "searchVector", string>;

const update = Object.keys(columns)
  .map(columnName)
  .map((name) => `"${name}" = EXCLUDED."${name}"`)
  .join(", ");
const whereChanged = `ON CONFLICT (urn) DO UPDATE SET ${update} WHERE (school.*) IS DISTINCT FROM (EXCLUDED.*) RETURNING urn`;

const batchSize = 2000;

/** Derives each batch while the one before is stored. @returns the number of schools that were added or changed */
export async function deriveSchools(sql: Sql, fileId: number, source: Source): Promise<number> {
  const authorities = await readAuthorities(sql);
  let schools: ReturnType<typeof deriveSchool>[] = [];
  let changed = 0;
  let lastUrn = 0;
  for (;;) {
    const urns = await affectedSchools(sql, fileId, source, lastUrn);
    const rows = urns.length > 0 ? await readDirectoryRows(sql, urns) : [];
    const storing = store(sql, schools);
    schools = rows.map((ofSchool) => deriveSchool(ofSchool, authorities));
    changed += await storing;
    if (!urns.length) return changed;
    lastUrn = urns.at(-1)!;
  }
}

async function store(sql: Sql, schools: readonly ReturnType<typeof deriveSchool>[]): Promise<number> {
  const changed = await insertRows(sql, "school", columns, schools, whereChanged);
  const vectors = schools.map(({ searchVector }) => searchVector);
  if (changed > 0) await addWords(sql, vectors);
  return changed;
}

/** The next schools, ascending by URN, that the file can change. */
async function affectedSchools(sql: Sql, fileId: number, { feeds }: Source, lastUrn: number): Promise<number[]> {
  let named = build(sql)
    .selectFrom("directoryRow")
    .leftJoin("school", "school.urn", "directoryRow.urn")
    .select("directoryRow.urn")
    .distinct()
    .where("directoryRow.urn", ">", lastUrn);
  if (feeds !== "localAuthority") named = named.where("directoryRow.fileId", "=", fileId);
  if (feeds !== "localAuthority" && feeds !== "directoryRow") {
    // The census decides whether a middle school is deemed primary or secondary, whichever file names the school.
    named = named.where(({ eb, or }) =>
      or([eb("school.urn", "is", null), eb("school.stub", "=", true), eb("school.phase", "like", "MIDDLE%")]),
    );
  }
  const rows = await named.orderBy("directoryRow.urn").limit(batchSize).execute();
  return rows.map(({ urn }) => urn);
}

async function readAuthorities(sql: Sql): Promise<ReadonlyMap<number, LocalAuthority>> {
  const rows = await build(sql)
    .selectFrom("localAuthority as a")
    .innerJoin("sourceFile as f", "f.id", "a.fileId")
    .distinctOn("a.code")
    .select(["a.code", "a.name", "a.region"])
    .orderBy("a.code")
    .orderBy(expression.raw(latestFirst))
    .$narrowType<Pick<LocalAuthority, "region">>()
    .execute();
  return new Map(rows.map((row) => [row.code, row]));
}

/** The directory rows of some schools from every file, one list per school, in order of precedence. */
async function readDirectoryRows(sql: Sql, urns: readonly number[]): Promise<DirectoryRow[][]> {
  const rows = await queryAsJson<DirectoryRow>(
    sql,
    `SELECT d.urn, d.file_id AS "fileId", d.line, d.record, f.kind
     FROM directory_row d JOIN source_file f ON f.id = d.file_id
     WHERE d.urn = ANY($1::int[]) ORDER BY d.urn, ${byPrecedence}, ${latestFirst}`,
    [urns],
  );
  return [...groupBy(rows, ({ urn }) => urn).values()];
}
