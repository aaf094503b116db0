// Finds schools in the directory with filters, orders and pages: one statement per page, one more to look up a point.
import type { Sql } from "../database/database.js";
import type { Search } from "../import/search-query.js";

/** All conditions that are present must hold. */
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

/** Within some kilometres of a point in OSGB36 metres, or of a school. */
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
  /** Reads from the end: the last `limit` schools, the last one first. */
  readonly inverted: boolean;
  readonly limit: number;
  /** URNs: only schools after the first and before the second in the order. */
  readonly after?: number | null;
  readonly before?: number | null;
}

/**
 * URNs in the requested order; ties by URN. Schools without a value for the order come last. Order by relevance needs
 * `search`, order by distance needs `near`, and order by attendance uses the latest year with figures.
 */
export async function findSchools(sql: Sql, filter: SchoolFilter, page: SchoolPage): Promise<number[]> {
  const { parameters, bind, where, point } = conditions(await resolvePoint(sql, filter));
  const direction = page.descending === page.inverted ? "ASC" : "DESC";
  const key = sortKey(page, filter.search, bind, point);
  const found = `SELECT school.urn, ${key} AS key FROM school ${latestAttendance(page.order)} WHERE ${where}`;
  const bounds = [
    boundary(found, bind, page.after, page.descending ? "<" : ">"),
    boundary(found, bind, page.before, page.descending ? ">" : "<"),
  ];
  const rows = await sql.query<{ urn: number }>(
    `SELECT urn FROM (${found}) AS found WHERE ${bounds.join(" AND ")} ORDER BY key ${direction}, urn ${direction}
     LIMIT ${bind(page.limit)}`,
    parameters,
  );
  return rows.map(({ urn }) => urn);
}

/** The number of schools that match a filter. */
export async function countSchools(sql: Sql, filter: SchoolFilter): Promise<number> {
  const { parameters, where } = conditions(await resolvePoint(sql, filter));
  const [row] = await sql.query<{ count: number }>(`SELECT count(*)::int FROM school WHERE ${where}`, parameters);
  return row?.count ?? 0;
}

/** The SQL sort key of a page, never null: unknown values come last in either direction. */
function sortKey({ order, descending }: SchoolPage, search: SchoolFilter["search"], bind: Bind, point: Point): string {
  switch (order) {
    case "RELEVANCE":
      return `(${rankOf(search?.ranks ?? [], bind)} || school.search_name) COLLATE "C"`;
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

/** One digit, 0 for the best rank. The key appends the name, so that schools of equal rank are in order of name. */
function rankOf(ranks: readonly string[], bind: Bind): string {
  const cases = ranks.map((query, rank) => `WHEN school.search_vector @@ ${bind(query)}::tsquery THEN '${rank}'`);
  return cases.length ? `CASE ${cases.join(" ")} ELSE '${ranks.length}' END` : "'0'";
}

function latestAttendance(order: SchoolOrder): string {
  if (order !== "ATTENDANCE") return "";
  return `LEFT JOIN attendance latest ON latest.urn = school.urn AND latest.superseded_by_id IS NULL
    AND latest.year = (SELECT max(year) FROM attendance WHERE superseded_by_id IS NULL)`;
}

/** Looks up the school of a cursor by its URN, so that the database need not sort all schools to find it. */
function boundary(found: string, bind: Bind, urn: number | null | undefined, comparison: "<" | ">"): string {
  if (urn === null || urn === undefined) return "true";
  return `(key, urn) ${comparison} (SELECT key, urn FROM (${found} AND school.urn = ${bind(urn)}) AS edge)`;
}

/** Adds a parameter to the statement and returns its placeholder, such as `$1`. */
type Bind = (value: unknown) => string;

function conditions(filter: SchoolFilter) {
  const parameters: unknown[] = [];
  const bind: Bind = (value) => {
    parameters.push(value);
    return `$${parameters.length}`;
  };
  const where: string[] = [];
  if (filter.search) where.push(`school.search_vector @@ ${bind(filter.search.tsquery)}::tsquery`);
  if (filter.phases) where.push(`school.phase = ANY(${bind(filter.phases)}::text[])`);
  if (filter.blocks) where.push(`school.block = ANY(${bind(filter.blocks)}::text[])`);
  if (typeof filter.localAuthority === "number") where.push(`school.la_code = ${bind(filter.localAuthority)}`);
  if (typeof filter.region === "string") where.push(`school.region = ${bind(filter.region)}`);
  if (typeof filter.trust === "number") where.push(`school.trust_code = ${bind(filter.trust)}`);
  if (typeof filter.open === "boolean") {
    const open = "school.status IS NOT NULL AND school.status IN ('OPEN', 'OPEN_PROPOSED_TO_CLOSE')";
    where.push(filter.open ? open : `NOT (${open})`);
  }
  const point = pointOf(filter.near, bind);
  if (filter.near) {
    const metres = bind(Math.ceil(filter.near.withinKm * 1000));
    for (const axis of ["easting", "northing"] as const) {
      // The box around the circle: an index finds it, and whole numbers are cheap to compare.
      where.push(`school.${axis} BETWEEN ${point[axis]} - ${metres}::int AND ${point[axis]} + ${metres}::int`);
    }
    where.push(`${squaredMetres(point)} <= ${bind(filter.near.withinKm * 1000)}::float8 ^ 2`);
  }
  return { parameters, bind, where: where.join(" AND ") || "true", point };
}

/** SQL expressions of the point that distances are measured from; nulls where there is none. */
type Point = Readonly<Record<"easting" | "northing", string>>;

function pointOf(near: Near | null | undefined, bind: Bind): Point {
  if (!near) return { easting: "NULL::int", northing: "NULL::int" };
  return { easting: `${bind(near.easting)}::int`, northing: `${bind(near.northing)}::int` };
}

/**
 * Replaces a school by its point before the search: the database plans better with a constant point. No school is near
 * a school without a point.
 */
async function resolvePoint(sql: Sql, filter: SchoolFilter): Promise<SchoolFilter> {
  const { near } = filter;
  if (typeof near?.urn !== "number") return filter;
  const [point] = await sql.query<Pick<Near, "easting" | "northing">>(
    "SELECT easting, northing FROM school WHERE urn = $1",
    [near.urn],
  );
  return { ...filter, near: { easting: null, northing: null, ...point, withinKm: near.withinKm } };
}

/** Exact, since squares of whole metres stay under 2^53. */
function squaredMetres(point: Point): string {
  const squared = (axis: keyof Point) => {
    const difference = `(school.${axis} - ${point[axis]})::float8`;
    return `${difference} * ${difference}`;
  };
  return `(${squared("easting")} + ${squared("northing")})`;
}
