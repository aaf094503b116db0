// Requests for access: a vendor asks schools, takes requests back, and each school grants or declines its own.
import { type ExpressionBuilder, sql as expression } from "kysely";
import { z } from "zod";
import type { Database, Sql } from "../database/database.js";
import { type PageRequest, selectRows } from "../database/pages.js";
import { build, type Tables } from "../database/query-builder.js";
import { KindredError, parseOrThrow } from "../errors.js";
import { actorParameters, recordActs } from "./acts.js";
import { insertGrant } from "./grants.js";
import { printableText } from "./printable-text.js";
import { assertGoverns, type Capability, capabilities, everySchool, type Viewer } from "./viewer.js";

/** A constraint of the database has the same list. */
export const requestStatuses = ["ASKED", "GRANTED", "DECLINED", "TAKEN_BACK"] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** Schools of one call. */
export const maxSchools = 20_000;
/** Schools that the answer names, of those that were not asked. */
const maxNamed = 100;
/** Days for which a vendor cannot ask a school again that declined, unless the school itself grants it something. */
export const restDays = 90;

export interface AccessRequest {
  readonly id: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly urn: number;
  readonly capabilities: readonly Capability[];
  readonly reason: string;
  readonly status: RequestStatus;
  readonly createdAt: Date;
  /** Null while it is `ASKED`. */
  readonly decidedAt: Date | null;
}

/** Why a school was not asked: the first that applies. All are known to the vendor, or public. */
export const notAskedReasons = ["UNKNOWN_SCHOOL", "ALREADY_GRANTED", "ALREADY_ASKED", "DECLINED"] as const;
type NotAskedReason = (typeof notAskedReasons)[number];

export interface NotAsked {
  readonly urn: number;
  readonly reason: NotAskedReason;
}

interface Asked {
  readonly asked: number;
  /** Reason -> schools; without the reasons that apply to none. */
  readonly counts: Readonly<Partial<Record<NotAskedReason, number>>>;
  /** The first 100 by URN. */
  readonly notAsked: readonly NotAsked[];
}

const urns = z.array(z.int32()).min(1).max(maxSchools, `must be at most ${maxSchools} schools`);
const newRequest = z.object({
  urns,
  capabilities: z.array(z.enum(capabilities)).min(1),
  reason: z.string().trim().pipe(printableText(500)),
});

/**
 * Asks each school for those of the capabilities that it has not granted yet. One statement.
 * @throws KindredError FORBIDDEN unless the viewer is a registered vendor that is not revoked | BAD_ARGUMENT
 */
export async function requestAccess(
  database: Database,
  viewer: Viewer,
  request: z.input<typeof newRequest>,
): Promise<Asked> {
  assertVendor(viewer);
  const { urns, capabilities, reason } = parseOrThrow(newRequest, request, "BAD_ARGUMENT", (path) => path);
  return database.transaction(async (sql) => {
    await lockVendor(sql, viewer);
    const groups = await sql.query<{ reason: NotAskedReason | null; schools: number; urns: number[] }>(ask, [
      ...actorParameters(viewer),
      urns,
      capabilities,
      reason,
      restDays,
    ]);
    const asked = groups.find((group) => group.reason === null)?.schools ?? 0;
    const refused = groups.flatMap(({ reason, ...group }) => (reason === null ? [] : [{ reason, ...group }]));
    const notAsked = refused.flatMap(({ reason, urns }) => urns.map((urn) => ({ urn, reason })));
    return {
      asked,
      counts: Object.fromEntries(refused.map(({ reason, schools }) => [reason, schools])),
      notAsked: notAsked.toSorted((one, other) => one.urn - other.urn).slice(0, maxNamed),
    };
  });
}

/** $1 to $3 are the actor. The vendor's row is locked, so nothing else asks or grants for it meanwhile. */
const ask = `
  WITH granted AS (
    SELECT urn, array_agg(capability) AS capabilities, max(created_at) AS at FROM "grant"
    WHERE client_id = $1 AND urn IS NOT NULL GROUP BY urn
  ), declined AS (
    SELECT urn, max(decided_at) AS at FROM access_request WHERE client_id = $1 AND status = 'DECLINED' GROUP BY urn
  ), judged AS (
    SELECT given.urn, wanted.capabilities, CASE
      WHEN school.urn IS NULL THEN 'UNKNOWN_SCHOOL'
      WHEN cardinality(wanted.capabilities) = 0 THEN 'ALREADY_GRANTED'
      WHEN open.urn IS NOT NULL THEN 'ALREADY_ASKED'
      WHEN declined.at > now() - $7::float8 * interval '1 day' AND (granted.at > declined.at) IS NOT TRUE THEN 'DECLINED'
    END AS reason
    FROM (SELECT DISTINCT unnest($4::int[]) AS urn) AS given
    LEFT JOIN school ON school.urn = given.urn
    LEFT JOIN granted ON granted.urn = given.urn
    LEFT JOIN declined ON declined.urn = given.urn
    LEFT JOIN access_request open ON open.client_id = $1 AND open.urn = given.urn AND open.status = 'ASKED'
    CROSS JOIN LATERAL (
      SELECT array(SELECT unnest($5::text[]) EXCEPT SELECT unnest(granted.capabilities) ORDER BY 1) AS capabilities
    ) AS wanted
  ), asked AS (
    INSERT INTO access_request (id, client_id, urn, capabilities, reason, status)
    SELECT gen_random_uuid(), $1, urn, capabilities, $6::text, 'ASKED' FROM judged WHERE reason IS NULL
    RETURNING id, urn
  ), acts AS (
    ${recordActs("'ACCESS_REQUESTED', 'ACCESS_REQUEST', id::text, urn, NULL FROM asked ORDER BY urn")}
  )
  SELECT reason, count(*)::int AS schools, (array_agg(urn ORDER BY urn))[1:${maxNamed}] AS urns
  FROM judged GROUP BY reason`;

/**
 * Takes back the vendor's open requests to these schools.
 * @returns how many
 * @throws KindredError FORBIDDEN unless the viewer is a registered vendor | BAD_ARGUMENT
 */
export async function takeBackRequests(database: Database, viewer: Viewer, given: readonly number[]): Promise<number> {
  assertVendor(viewer);
  const schools = parseOrThrow(urns, given, "BAD_ARGUMENT", () => "urns");
  const [row] = await database.query<{ count: number }>(takeBack, [...actorParameters(viewer), schools]);
  return row?.count ?? 0;
}

const takeBack = `
  WITH taken_back AS (
    UPDATE access_request SET status = 'TAKEN_BACK', decided_at = now()
    WHERE client_id = $1 AND urn = ANY($4::int[]) AND status = 'ASKED'
    RETURNING id, urn
  ), acts AS (
    ${recordActs("'ACCESS_REQUEST_TAKEN_BACK', 'ACCESS_REQUEST', id::text, urn, NULL FROM taken_back ORDER BY urn")}
  )
  SELECT count(*)::int AS count FROM taken_back`;

/** @throws KindredError FORBIDDEN */
function assertVendor({ role, clientId }: Viewer): void {
  if (role === "MIS_VENDOR" && clientId !== null) return;
  throw new KindredError("FORBIDDEN", "Only registered vendors ask schools for access.");
}

/** @throws KindredError FORBIDDEN if the client was revoked during this request, or its token reduces another role */
async function lockVendor(sql: Sql, { clientId }: Viewer): Promise<void> {
  const vendor = build(sql).selectFrom("client").select("id").forUpdate();
  const found = await vendor.where(({ and }) => and({ id: clientId!, role: "MIS_VENDOR", revokedAt: null })).execute();
  if (found.length === 0) throw new KindredError("FORBIDDEN", "Only registered vendors ask schools for access.");
}

/**
 * Grants what a request asks for, at once. Repeating it returns the same request.
 * @throws KindredError FORBIDDEN | NOT_FOUND if it is not a request to the viewer's school | CONFLICT if it is closed
 */
export async function grantRequest(database: Database, viewer: Viewer, id: string): Promise<AccessRequest> {
  const urn = decidingSchool(viewer);
  return database.transaction(async (sql) => {
    const { clientId, status, capabilities } = await findRequest(sql, urn, id);
    // The last grant closes the request.
    for (const capability of status === "ASKED" ? capabilities : [])
      await insertGrant(sql, viewer, { clientId, capability }, { ...everySchool, urn });
    return assertClosed(await findRequest(sql, urn, id), "GRANTED");
  });
}

/**
 * Declines a request. Repeating it returns the same request.
 * @throws KindredError FORBIDDEN | NOT_FOUND if it is not a request to the viewer's school | CONFLICT if it is closed
 */
export async function declineRequest(database: Database, viewer: Viewer, id: string): Promise<AccessRequest> {
  const urn = decidingSchool(viewer);
  return database.transaction(async (sql) => {
    await sql.query(decline, [...actorParameters(viewer), urn, id]);
    return assertClosed(await findRequest(sql, urn, id), "DECLINED");
  });
}

const decline = `
  WITH declined AS (
    UPDATE access_request SET status = 'DECLINED', decided_at = now()
    WHERE urn = $4::int AND id::text = $5::text AND status = 'ASKED'
    RETURNING id, urn
  )
  ${recordActs("'ACCESS_DECLINED', 'ACCESS_REQUEST', id::text, urn, NULL FROM declined")}`;

/** @throws KindredError FORBIDDEN */
function decidingSchool({ role, urn }: Viewer): number {
  if (role === "SCHOOL" && urn !== null) return urn;
  throw new KindredError("FORBIDDEN", "Only schools decide about requests for access.");
}

function assertClosed(request: AccessRequest, as: RequestStatus): AccessRequest {
  if (request.status === as) return request;
  throw new KindredError("CONFLICT", `The request ${request.id} is ${request.status}: it was decided or taken back.`);
}

/** @throws KindredError NOT_FOUND */
async function findRequest(sql: Sql, urn: number, id: string): Promise<AccessRequest> {
  const [request] = await selectRequests(sql)
    .where("accessRequest.urn", "=", urn)
    .where(({ eb, cast }) => eb(cast("accessRequest.id", "text"), "=", id))
    .execute();
  if (request) return request;
  throw new KindredError("NOT_FOUND", `There is no request ${id} that you can decide about.`);
}

const selectRequests = (sql: Sql) =>
  build(sql)
    .selectFrom("accessRequest")
    .innerJoin("client", "client.id", "accessRequest.clientId")
    .selectAll("accessRequest")
    .select("client.name as clientName")
    .$castTo<AccessRequest>();

interface RequestPage extends PageRequest {
  readonly status?: RequestStatus | null;
  readonly clientId?: string | null;
  readonly urn?: number | null;
}

/**
 * For a school the requests to it, for a vendor its own, for the department every request. Newest first. Returns `first`
 * + 1 requests if there is another page. An open request of a revoked vendor is left out.
 * @throws KindredError FORBIDDEN
 */
export async function findRequests(
  database: Database,
  viewer: Viewer,
  { status, clientId, urn, ...page }: RequestPage,
): Promise<AccessRequest[]> {
  const rows = selectRequests(database)
    .where(isSeenBy(viewer))
    .where(({ or, eb }) => or([eb("status", "<>", "ASKED"), eb("client.revokedAt", "is", null)]))
    .$if(status != null, (all) => all.where("status", "=", status!))
    .$if(urn != null, (all) => all.where("accessRequest.urn", "=", urn!))
    .$if(clientId != null, (all) =>
      all.where(({ eb, cast }) => eb(cast("accessRequest.clientId", "text"), "=", clientId!)),
    );
  return selectRows({ rows, at: "accessRequest.createdAt", id: "accessRequest.id" }, page);
}

/** @throws KindredError FORBIDDEN */
function isSeenBy(viewer: Viewer) {
  const { role, urn, clientId } = viewer;
  const toSchool = role === "SCHOOL" && urn !== null;
  const byVendor = role === "MIS_VENDOR" && clientId !== null;
  if (!toSchool && !byVendor)
    assertGoverns(viewer, "Only schools, vendors and the department see requests for access.");
  return (request: ExpressionBuilder<Tables, "accessRequest" | "client">) => {
    if (toSchool) return request("accessRequest.urn", "=", urn);
    return byVendor ? request("accessRequest.clientId", "=", clientId) : expression<boolean>`true`;
  };
}

/** When the vendor may ask the school again; null unless the school declined. */
export const restEnds = ({ status, decidedAt }: AccessRequest): Date | null =>
  status === "DECLINED" && decidedAt ? new Date(decidedAt.getTime() + restDays * 24 * 60 * 60 * 1000) : null;
