// Finding schools in the directory: filters, orders and pages, one statement a page (and one for the point that it is near).
import type { Sql } from "../database/database.js";
import type { Search } from "../import/search-query.js";

/** Every condition given must hold. */
export interface SchoolFilter {
  readonly search?: Search | null;
  readonly phases?: readonly string[] | null;
  readonly blocks?: readonly string[] | null;
  /** Published three-digit code. */
  readonly localAuthority?: number | null;
  readonly region?: string | null;
  readonly trust?: number | null;
  /** true: open, or open and proposed to close. */
  readonly open?: boolean | null;
  readonly near?: Near | null;
}

/** Within so many kilometres of a point in OSGB36 metres, or of a school. */
export interface Near {
  readonly easting?: number | null;
  readonly northing?: number | null;
  readonly urn?: number | null;
  readonly withinKm: number;
}

export const schoolOrders = ["RELEVANCE", "NAME", "URN", "ATTENDANCE", "DISTANCE"] as const;
export type SchoolOrder = (typeof schoolOrders)[number];

export interface SchoolPage {
  readonly order: SchoolOrder;
  readonly descending: boolean;
  /** Read from the end: the last `limit`, the last one first. */
  readonly inverted: boolean;
  readonly limit: number;
  /** Only schools behind the one and before the other in the order. */
  readonly after?: number | null;
  readonly before?: number | null;
}

/**
 * URNs in the order asked for; equal ones by URN. Schools without what they are ordered by come last.
 * Ordering by relevance needs `search`, by distance `near`; by attendance it goes by the latest year that there are figures of.
 */
export async function findSchools(sql: Sql, filter: SchoolFilter, page: SchoolPage): Promise<number[]> {
  const { parameters, given, where, point } = conditions(await placed(sql, filter));
  const direction = page.descending === page.inverted ? "ASC" : "DESC";
  const key = sortKey(page, filter.search, given, point);
  const found = `SELECT school.urn, ${key} AS key FROM school ${latestAttendance(page.order)} WHERE ${where}`;
  const bounds = [
    boundary(found, given, page.after, page.descending ? "<" : ">"),
    boundary(found, given, page.before, page.descending ? ">" : "<"),
  ];
  const rows = await sql.query<{ urn: number }>(
    `SELECT urn FROM (${found}) AS found WHERE ${bounds.join(" AND ")} ORDER BY key ${direction}, urn ${direction}
     LIMIT ${given(page.limit)}`,
    parameters,
  );
  return rows.map(({ urn }) => urn);
}

/** How many schools a filter finds. */
export async function countSchools(sql: Sql, filter: SchoolFilter): Promise<number> {
  const { parameters, where } = conditions(await placed(sql, filter));
  const [row] = await sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM school WHERE ${where}`, parameters);
  return row?.n ?? 0;
}

/** What a page is ordered by, never null: unknown ones count as the last in either direction. */
function sortKey(
  { order, descending }: SchoolPage,
  search: SchoolFilter["search"],
  given: Given,
  point: Point,
): string {
  switch (order) {
    case "RELEVANCE":
      return `(${rankOf(search?.ranks ?? [], given)} || school.search_name) COLLATE "C"`;
    case "NAME":
      return `school.search_name COLLATE "C"`;
    case "URN":
      return "school.urn";
    case "ATTENDANCE":
      return `coalesce(latest.attendance, ${descending ? -1 : 101})`;
    case "DISTANCE":
      return squaredMetres(point);
  }
}

/** One digit: 0 where the best of the ranks holds. Names come behind it, so that those of one rank go by name. */
function rankOf(ranks: readonly string[], given: Given): string {
  const cases = ranks.map((query, rank) => `WHEN school.search_vector @@ ${given(query)}::tsquery THEN '${rank}'`);
  return cases.length ? `CASE ${cases.join(" ")} ELSE '${ranks.length}' END` : "'0'";
}

function latestAttendance(order: SchoolOrder): string {
  if (order !== "ATTENDANCE") return "";
  return `LEFT JOIN attendance latest ON latest.urn = school.urn AND latest.superseded_by_id IS NULL
    AND latest.year = (SELECT max(year) FROM attendance WHERE superseded_by_id IS NULL)`;
}

/** The school of a cursor is looked up by itself, so that the others need not be put in order for it. */
function boundary(found: string, given: Given, urn: number | null | undefined, comparison: "<" | ">"): string {
  if (urn === null || urn === undefined) return "true";
  return `(key, urn) ${comparison} (SELECT key, urn FROM (${found} AND school.urn = ${given(urn)}) AS edge)`;
}

/** Adds a parameter of the statement, and is its place: `$1`. */
type Given = (value: unknown) => string;

function conditions(filter: SchoolFilter) {
  const parameters: unknown[] = [];
  const given: Given = (value) => `$${parameters.push(value)}`;
  const where: string[] = [];
  if (filter.search) where.push(`school.search_vector @@ ${given(filter.search.found)}::tsquery`);
  if (filter.phases) where.push(`school.phase = ANY(${given(filter.phases)}::text[])`);
  if (filter.blocks) where.push(`school.block = ANY(${given(filter.blocks)}::text[])`);
  if (typeof filter.localAuthority === "number") where.push(`school.la_code = ${given(filter.localAuthority)}`);
  if (typeof filter.region === "string") where.push(`school.region = ${given(filter.region)}`);
  if (typeof filter.trust === "number") where.push(`school.trust_code = ${given(filter.trust)}`);
  if (typeof filter.open === "boolean") {
    const open = "school.status IS NOT NULL AND school.status IN ('OPEN', 'OPEN_PROPOSED_TO_CLOSE')";
    where.push(filter.open ? open : `NOT (${open})`);
  }
  const point = pointOf(filter.near, given);
  if (filter.near) {
    const metres = given(Math.ceil(filter.near.withinKm * 1000));
    for (const axis of ["easting", "northing"] as const) {
      // The box around the circle: an index knows it, and whole numbers are cheap to compare.
      where.push(`school.${axis} BETWEEN ${point[axis]} - ${metres}::int AND ${point[axis]} + ${metres}::int`);
    }
    where.push(`${squaredMetres(point)} <= ${given(filter.near.withinKm * 1000)}::float8 ^ 2`);
  }
  return { parameters, given, where: where.join(" AND ") || "true", point };
}

/** Expressions of the point that distances are from; nulls where there is none. */
type Point = Readonly<Record<"easting" | "northing", string>>;

function pointOf(near: Near | null | undefined, given: Given): Point {
  if (!near) return { easting: "NULL::int", northing: "NULL::int" };
  return { easting: `${given(near.easting)}::int`, northing: `${given(near.northing)}::int` };
}

/**
 * Near a school is near its point, which is read first: the database plans well for a point that it knows. Nothing is
 * near a school without one.
 */
async function placed(sql: Sql, filter: SchoolFilter): Promise<SchoolFilter> {
  const { near } = filter;
  if (typeof near?.urn !== "number") return filter;
  const [point] = await sql.query<Pick<Near, "easting" | "northing">>(
    "SELECT easting, northing FROM school WHERE urn = $1",
    [near.urn],
  );
  return { ...filter, near: { easting: null, northing: null, ...point, withinKm: near.withinKm } };
}

/** Exact: squares of whole numbers under 2^53. */
function squaredMetres(point: Point): string {
  const squared = (axis: keyof Point) => {
    const along = `(school.${axis} - ${point[axis]})::float8`;
    return `${along} * ${along}`;
  };
  return `(${squared("easting")} + ${squared("northing")})`;
}
