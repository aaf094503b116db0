// Grants: what a client may read beyond its role. The department grants to trusts, LAs, analysts; schools to vendors.
import { randomUUID } from "node:crypto";
import type { Database } from "../database/database.js";
import { type PageRequest, readRows } from "../database/pages.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import { type NewAct, recordAct } from "./acts.js";
import { assertInDirectory } from "./directory.js";
import type { ClientRole } from "./roles.js";
import { assertGoverns, type Capability, everySchool, type GrantedSet, type SchoolSet, type Viewer } from "./viewer.js";

export interface Grant extends GrantedSet {
  readonly id: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly createdAt: Date;
}

export interface NewGrant extends Partial<SchoolSet> {
  readonly clientId: string;
  readonly capability: Capability;
}

const columns = `"grant".id, "grant".client_id AS "clientId", client.name AS "clientName", capability, "grant".urn,
  "grant".trust_code AS "trustCode", "grant".la_code AS "laCode", "grant".created_at AS "createdAt"`;

/** URN of the school whose access the viewer can grant: its own, or null (any school) for the department. */
function grantingSchool(viewer: Viewer): number | null {
  if (viewer.role === "SCHOOL" && viewer.urn !== null) return viewer.urn;
  assertGoverns(viewer, "Only the department and schools grant access.");
  return null;
}

/** SQL condition: the grants that a school manages, which are its vendors'. A null URN matches every grant. */
const managedBy = (parameter: string) =>
  `(${parameter}::int IS NULL OR ("grant".urn = ${parameter}::int AND client.role = 'MIS_VENDOR'))`;

/** The schools to grant: a school's own, or for the department at most one of a school, a trust and an authority. */
function requestedSchools(ownUrn: number | null, request: NewGrant): SchoolSet {
  const { urn = null, trustCode = null, laCode = null } = request;
  const named = [urn, trustCode, laCode].filter((code) => code !== null).length;
  if (ownUrn === null) {
    if (named <= 1) return { urn, trustCode, laCode };
    throw new KindredError("BAD_ARGUMENT", "Give one of urn, trustCode and laCode, or none.");
  }
  if (named === 0 || (named === 1 && urn === ownUrn)) return { ...everySchool, urn: ownUrn };
  throw new KindredError("BAD_ARGUMENT", "A school can grant access to its own data only: name no other schools.");
}

/**
 * A school grants a vendor access to its own data. The department grants a trust, local authority or analyst access to
 * the schools named or, with none named, to the client's whole scope. Repeating a grant returns the existing one.
 * @throws KindredError FORBIDDEN | NOT_FOUND | BAD_ARGUMENT
 */
export async function grantCapability(database: Database, viewer: Viewer, request: NewGrant): Promise<Grant> {
  const ownUrn = grantingSchool(viewer);
  const schools = requestedSchools(ownUrn, request);
  const roles: ClientRole[] = ownUrn === null ? ["TRUST", "LOCAL_AUTHORITY", "ANALYST"] : ["MIS_VENDOR"];
  return database.transaction(async (sql) => {
    const [client] = await sql.query<SchoolSet>(
      `SELECT urn, trust_code AS "trustCode", la_code AS "laCode" FROM client
       WHERE id::text = $1 AND role = ANY($2) AND revoked_at IS NULL FOR UPDATE`,
      [request.clientId, roles],
    );
    if (!client) {
      throw new KindredError(
        "NOT_FOUND",
        `There is no client ${request.clientId} of role ${roles.join(" or ")} that you can grant access to.`,
      );
    }
    for (const name of ["trustCode", "laCode"] as const) {
      if (client[name] === null || schools[name] === null || client[name] === schools[name]) continue;
      const fault = `the client belongs to ${client[name]} and can only be granted its own schools`;
      throw new KindredError("BAD_ARGUMENT", `${name}: ${fault}.`);
    }
    await assertInDirectory(sql, schools);
    const values = [request.clientId, request.capability, schools.urn, schools.trustCode, schools.laCode];
    const inserted = await sql.query(
      `INSERT INTO "grant" (id, client_id, capability, urn, trust_code, la_code) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING id`,
      [randomUUID(), ...values],
    );
    const [grant] = await sql.query<Grant>(
      `SELECT ${columns} FROM "grant" JOIN client ON client.id = client_id
       WHERE client_id = $1 AND capability = $2 AND "grant".urn IS NOT DISTINCT FROM $3::int
         AND "grant".trust_code IS NOT DISTINCT FROM $4::int AND "grant".la_code IS NOT DISTINCT FROM $5::int`,
      values,
    );
    if (inserted.length > 0) await recordAct(sql, viewer, { type: "ACCESS_GRANTED", ...subjectOf(grant!) });
    return grant!;
  });
}

/**
 * Takes effect with the next request. A school can revoke its vendors' grants, the department any grant.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function revokeGrant(database: Database, viewer: Viewer, id: string): Promise<Grant> {
  const ownUrn = grantingSchool(viewer);
  if (!isUuid(id)) throw grantNotFound(id);
  return database.transaction(async (sql) => {
    const [grant] = await sql.query<Grant>(
      `DELETE FROM "grant" USING client
       WHERE "grant".id = $1 AND client.id = client_id AND ${managedBy("$2")} RETURNING ${columns}`,
      [id, ownUrn],
    );
    if (!grant) throw grantNotFound(id);
    await recordAct(sql, viewer, { type: "ACCESS_REVOKED", ...subjectOf(grant) });
    return grant;
  });
}

const grantNotFound = (id: string) => new KindredError("NOT_FOUND", `There is no grant ${id} that you can revoke.`);

/** The subject of the act. It is made of the grant's fields, not its id, since revoking deletes the row. */
function subjectOf({ clientId, capability, urn, trustCode, laCode }: Grant): Omit<NewAct, "type"> {
  const named = Object.entries({ urn, trust: trustCode, la: laCode }).filter(([, code]) => code !== null);
  return { subjectKind: "GRANT", subject: [clientId, capability, ...named.flat()].join(" "), urn };
}

export interface GrantPage extends PageRequest {
  /** Limits the page to one client. */
  readonly clientId?: string | null;
}

/**
 * For a school its vendors' grants, for the department every grant. Newest first. Returns `first` + 1 grants if there
 * is another page.
 * @throws KindredError FORBIDDEN
 */
export async function findGrants(
  database: Database,
  viewer: Viewer,
  { clientId, ...page }: GrantPage,
): Promise<Grant[]> {
  const list = {
    select: `SELECT ${columns} FROM "grant" JOIN client ON client.id = client_id`,
    where: `${managedBy("$1")} AND ($2::text IS NULL OR client_id::text = $2::text)`,
    parameters: [grantingSchool(viewer), clientId ?? null],
    at: '"grant".created_at',
    id: '"grant".id',
  };
  return readRows<Grant>(database, list, page);
}

/** Grants returned with a client; `grants(clientId:)` pages through all of them. */
export const maxListedGrants = 100;

/**
 * The newest grants of each client, for the department.
 * @throws KindredError FORBIDDEN
 */
export async function grantsOf(database: Database, viewer: Viewer, clientIds: readonly string[]): Promise<Grant[][]> {
  assertGoverns(viewer, "Only the department manages clients.");
  const grants = await database.query<Grant>(
    `SELECT listed.* FROM unnest($1::uuid[]) AS asked (id), LATERAL (
       SELECT ${columns} FROM "grant" JOIN client ON client.id = client_id
       WHERE client_id = asked.id ORDER BY "grant".created_at DESC, "grant".id DESC LIMIT $2::int) AS listed`,
    [[...new Set(clientIds)], maxListedGrants],
  );
  return clientIds.map((id) => grants.filter(({ clientId }) => clientId === id));
}
