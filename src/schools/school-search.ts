// Selects schools of the directory with filters, orders and pages. Values may be slots of a statement that is kept: only
// whether they are given, and flags, may change the text.
import { sql as expression, type RawBuilder } from "kysely";
import type { Sql } from "../database/database.js";
import { build, unbound } from "../database/query-builder.js";
import type { Region } from "../import/region.js";
import type { Search } from "../import/search-query.js";

/** All conditions that are present must hold. */
export interface SchoolConditions {
  readonly search?: Search | null;
  readonly phases?: readonly string[] | null;
  readonly blocks?: readonly string[] | null;
  /** Published three-digit code. */
  readonly localAuthority?: number | null;
  readonly region?: Region | null;
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

/**
 * Replaces a school by its point before the search: the database plans better with a constant point. No school is near a
 * school without a point.
 */
export async function locate(sql: Sql, near: Near | null | undefined): Promise<Near | null | undefined> {
  if (near?.urn == null) return near;
  const { urn, withinKm } = near;
  const point = await build(sql).selectFrom("school").select(["easting", "northing"]).where("urn", "=", urn).execute();
  return { ...point[0], withinKm };
}

/** The conditions in the values that a statement takes. @param near from `locate` */
export const filterOf = ({ search, near, ...others }: SchoolConditions) => ({
  ...others,
  search: search && { ...search, ranks: { ...search.ranks } as Record<number, string> },
  near: near && { ...near, metres: near.withinKm * 1000, boxMetres: Math.ceil(near.withinKm * 1000) },
});

export type SchoolFilter = ReturnType<typeof filterOf>;
type Centre = SchoolFilter["near"];

export const schoolOrders = ["RELEVANCE", "NAME", "URN", "ATTENDANCE", "DISTANCE"] as const;
export type SchoolOrder = (typeof schoolOrders)[number];

export interface SchoolPage {
  readonly order: SchoolOrder;
  readonly descending: boolean;
  /** Reads from the end: the last `limit` schools, the last one first. */
  readonly inverted: boolean;
  readonly limit: number;
  /** Reads one more, if there is one. */
  readonly oneMore?: boolean;
  /** URNs: only schools after the first and before the second in the order. */
  readonly after?: number | null;
  readonly before?: number | null;
}

/**
 * The schools of a page, as `found` with their URN and sort key. Schools without a value for the order come last. Order by
 * relevance needs `search`, order by distance needs `near`, and order by attendance uses the latest year with figures.
 */
export function selectPage(filter: SchoolFilter, page: SchoolPage) {
  const key = sortKey(page, filter);
  const found = expression`SELECT school.urn, ${key} AS key FROM school ${latestAttendance(page.order)} WHERE ${allOf(filter)}`;
  const after = boundary(found, page.after, page.descending ? "<" : ">");
  const before = boundary(found, page.before, page.descending ? ">" : "<");
  const direction = page.descending === page.inverted ? "asc" : "desc";
  const rows = expression<{ urn: number; key: unknown }>`(SELECT urn, key FROM (${found}) AS found
    WHERE ${after} AND ${before}
    ORDER BY key ${expression.raw(direction)}, urn ${expression.raw(direction)} LIMIT ${page.limit}::int${expression.raw(page.oneMore ? " + 1" : "")})`;
  return unbound
    .selectFrom(rows.as("found"))
    .innerJoin("school", "school.urn", "found.urn")
    .orderBy("found.key", direction)
    .orderBy("found.urn", direction);
}

/** The number of schools that match a filter. */
export const selectCount = (filter: SchoolFilter) =>
  expression<number>`(SELECT count(*)::int FROM school WHERE ${allOf(filter)})`;

/** The sort key of a page, never null: unknown values come last in either direction. */
function sortKey({ order, descending }: SchoolPage, { search, near }: SchoolFilter): Part {
  switch (order) {
    case "RELEVANCE":
      return expression`(${rankOf(Object.values(search?.ranks ?? {}))} || school.search_name) COLLATE "C"`;
    case "NAME":
      return expression`school.search_name COLLATE "C"`;
    case "URN":
      return expression`school.urn`;
    case "ATTENDANCE":
      return expression`coalesce(latest.attendance, ${expression.lit(descending ? -1 : 101)})`;
    case "DISTANCE":
      return squaredMetres(near);
  }
}

/** One digit, 0 for the best rank. The key appends the name, so that schools of equal rank are in order of name. */
function rankOf(ranks: readonly string[]): Part {
  const worst = expression.lit(String(ranks.length));
  if (ranks.length === 0) return worst;
  const cases = ranks.map(
    (query, rank) => expression`WHEN school.search_vector @@ ${query}::tsquery THEN ${expression.lit(String(rank))}`,
  );
  return expression`CASE ${expression.join(cases, expression` `)} ELSE ${worst} END`;
}

function latestAttendance(order: SchoolOrder): Part {
  if (order !== "ATTENDANCE") return expression``;
  return expression`LEFT JOIN attendance latest ON latest.urn = school.urn AND latest.superseded_by_id IS NULL
    AND latest.year = (SELECT max(year) FROM attendance WHERE superseded_by_id IS NULL)`;
}

/** Looks up the school of a cursor by its URN, so that the database need not sort all schools to find it. */
function boundary(found: Part, urn: number | null | undefined, comparison: "<" | ">"): Part {
  if (urn === null || urn === undefined) return expression`true`;
  const edge = expression`SELECT key, urn FROM (${found} AND school.urn = ${urn}) AS edge`;
  return expression`(key, urn) ${expression.raw(comparison)} (${edge})`;
}

/** A part of a statement, with its parameters. */
type Part = RawBuilder<unknown>;

function allOf(filter: SchoolFilter): RawBuilder<boolean> {
  const where: Part[] = [expression`true`];
  if (filter.search) where.push(expression`school.search_vector @@ ${filter.search.tsquery}::tsquery`);
  if (filter.phases) where.push(expression`school.phase = ANY(${filter.phases}::text[])`);
  if (filter.blocks) where.push(expression`school.block = ANY(${filter.blocks}::text[])`);
  if (filter.localAuthority != null) where.push(expression`school.la_code = ${filter.localAuthority}`);
  if (filter.region != null) where.push(expression`school.region = ${filter.region}`);
  if (filter.trust != null) where.push(expression`school.trust_code = ${filter.trust}`);
  if (typeof filter.open === "boolean") {
    const open = expression`school.status IS NOT NULL AND school.status IN ('OPEN', 'OPEN_PROPOSED_TO_CLOSE')`;
    where.push(filter.open ? open : expression`NOT (${open})`);
  }
  const { near } = filter;
  if (near) {
    for (const axis of ["easting", "northing"] as const) {
      // The box around the circle: an index finds it, and whole numbers are cheap to compare.
      const at = expression`${near[axis] ?? null}::int`;
      const box = expression`${at} - ${near.boxMetres}::int AND ${at} + ${near.boxMetres}::int`;
      where.push(expression`${expression.ref(`school.${axis}`)} BETWEEN ${box}`);
    }
    where.push(expression`${squaredMetres(near)} <= ${near.metres}::float8 ^ 2`);
  }
  return expression<boolean>`${expression.join(where, expression` AND `)}`;
}

/** From the point; null without one. Exact, since squares of whole metres stay under 2^53. */
function squaredMetres(near: Centre): Part {
  const east = expression`(school.easting - ${near?.easting ?? null}::int)::float8`;
  const north = expression`(school.northing - ${near?.northing ?? null}::int)::float8`;
  return expression`(${east} * ${east} + ${north} * ${north})`;
}
