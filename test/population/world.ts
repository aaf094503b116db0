// Inserts the rows of an invented world, as an import would store them.
import { insertRows } from "../../src/database/bulk.js";
import type { Sql } from "../../src/database/database.js";

export interface WorldSchool {
  readonly urn: number;
  readonly block?: string | null;
  readonly status?: string;
  readonly openDate?: string;
  readonly closeDate?: string;
  readonly region?: string;
  readonly trust?: number;
  readonly selective?: boolean;
  readonly urban?: boolean;
  readonly easting?: number;
  readonly northing?: number;
  readonly registerPupils?: number;
  /** year -> overall absence, per cent, or a published code */
  readonly absence?: Readonly<Record<string, string>>;
  /** year -> census */
  readonly census?: Readonly<Record<string, Pick<Figures, "roll" | "fsm">>>;
  /** year -> similar-schools file */
  readonly similar?: Readonly<Record<string, Figures>>;
}

interface Figures {
  readonly roll?: number;
  readonly fsm?: string;
  readonly idaci?: string;
  readonly semh?: string;
  readonly fundingPerPupil?: string;
}

export type WorldLink = readonly [urn: number, linkUrn: number, linkType: string, established?: string];

const fileColumns = {
  id: "int",
  kind: "text",
  name: "text",
  sha256: "text",
  bytes: "int",
  encoding: "text",
  released_at: "timestamptz",
  rows_read: "int",
  rows_stored: "int",
  rows_rejected: "int",
  rows_skipped: "jsonb",
};

/** Source files 1 to 4: register, links, absence, census; 5: similar schools. */
const kinds = ["gias", "links", "absence", "performance-census", "similar-schools"];

/** Replaces all imported rows by this world. Inserts rows in the given order. */
export async function insertWorld(sql: Sql, schools: readonly WorldSchool[], links: readonly WorldLink[] = []) {
  await sql.query("TRUNCATE source_file CASCADE");
  const files = kinds.map((kind, index) => ({
    id: index + 1,
    kind,
    name: `${kind}.csv`,
    sha256: `${index}`,
    bytes: 1,
    encoding: "utf-8",
    released_at: "2025-01-01T00:00:00Z",
    rows_read: 1,
    rows_stored: 1,
    rows_rejected: 0,
    rows_skipped: {},
  }));
  await insertRows(sql, "source_file", fileColumns, files);
  await insertRows(sql, "school", schoolColumns, schools.map(schoolRow));
  await insertRows(sql, "school_link", linkColumns, links.map(linkRow));
  await insertRows(sql, "attendance", attendanceColumns, schools.flatMap(attendanceRows));
  await insertRows(sql, "circumstances", circumstancesColumns, [
    ...schools.flatMap((school) => circumstancesRows(school, "census")),
    ...schools.flatMap((school) => circumstancesRows(school, "similar")),
  ]);
}

const schoolColumns = {
  urn: "int",
  name: "text",
  search_name: "text",
  block: "text",
  status: "text",
  open_date: "date",
  close_date: "date",
  region: "text",
  trust_code: "int",
  selective: "boolean",
  urban: "boolean",
  easting: "int",
  northing: "int",
  register_pupils: "int",
  stub: "boolean",
  file_id: "int",
  line: "int",
};

function schoolRow(school: WorldSchool, index: number) {
  return {
    urn: school.urn,
    name: `School ${school.urn}`,
    search_name: `school ${school.urn}`,
    block: school.block === undefined ? "PRIMARY" : school.block,
    status: school.status ?? "OPEN",
    open_date: school.openDate,
    close_date: school.closeDate,
    region: school.region,
    trust_code: school.trust,
    selective: school.selective,
    urban: school.urban,
    easting: school.easting,
    northing: school.northing,
    register_pupils: school.registerPupils,
    stub: false,
    file_id: 1,
    line: index + 2,
  };
}

const linkColumns = {
  file_id: "int",
  line: "int",
  urn: "int",
  link_urn: "int",
  link_name: "text",
  link_type: "text",
  established: "date",
  current: "boolean",
};

function linkRow([urn, linkUrn, linkType, established]: WorldLink, index: number) {
  return {
    file_id: 2,
    line: index + 2,
    urn,
    link_urn: linkUrn,
    link_name: `School ${linkUrn}`,
    link_type: linkType,
    established,
    current: true,
  };
}

const attendanceColumns = {
  urn: "int",
  year: "text",
  file_id: "int",
  line: "int",
  overall_absence: "numeric",
  codes: "json",
};

function attendanceRows(school: WorldSchool, index: number) {
  return Object.entries(school.absence ?? {}).map(([year, published]) => {
    const isNumber = /^[\d.]+$/.test(published);
    const figure = isNumber ? { overall_absence: published } : { codes: { overallAbsence: published } };
    return {
      urn: school.urn,
      year,
      file_id: 3,
      line: index + 2,
      overall_absence: undefined,
      codes: undefined,
      ...figure,
    };
  });
}

const circumstancesColumns = {
  urn: "int",
  year: "text",
  file_id: "int",
  line: "int",
  roll: "int",
  fsm: "numeric",
  fsm_source: "text",
  idaci: "numeric",
  semh: "numeric",
  funding_per_pupil: "numeric",
};

function circumstancesRows(school: WorldSchool, source: "census" | "similar") {
  const byYear: WorldSchool["similar"] = school[source] ?? {};
  return Object.entries(byYear).map(([year, { roll, fsm, idaci, semh, fundingPerPupil }], index) => ({
    urn: school.urn,
    year,
    file_id: source === "census" ? 4 : 5,
    line: index + 2,
    roll,
    fsm,
    fsm_source: fsm && (source === "census" ? "PNUMFSMEVER" : "PPPerc"),
    idaci,
    semh,
    funding_per_pupil: fundingPerPupil,
  }));
}
