// Grants: what a client may read beyond its role. The department grants to trusts, LAs and analysts; a school to a vendor.
import { randomUUID } from "node:crypto";
import type { Database } from "../database/database.js";
import { type PageRequest, readRows } from "../database/pages.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import { type Deed, recordAct } from "./acts.js";
import { assertKnown } from "./directory.js";
import type { ClientRole } from "./roles.js";
import { type Capability, everySchool, type Granted, mayGovern, type Schools, type Viewer } from "./viewer.js";

export interface Grant extends Granted {
  readonly id: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly createdAt: Date;
}

export interface NewGrant extends Partial<Schools> {
  readonly clientId: string;
  readonly capability: Capability;
}

const columns = `"grant".id, "grant".client_id AS "clientId", client.name AS "clientName", capability, "grant".urn,
  "grant".trust_code AS "trustCode", "grant".la_code AS "laCode", "grant".created_at AS "createdAt"`;

/** The school a viewer grants for: its own, or null for the department. */
function granting(viewer: Viewer): number | null {
  if (viewer.role === "SCHOOL" && viewer.urn !== null) return viewer.urn;
  if (mayGovern(viewer)) return null;
  throw new KindredError("FORBIDDEN", "Only the department and schools grant access.");
}

/** A school's are those that vendors hold about it, whatever others may hold; its URN is the parameter. */
const ofSchool = (parameter: string) =>
  `(${parameter}::int IS NULL OR ("grant".urn = ${parameter}::int AND client.role = 'MIS_VENDOR'))`;

/** Which schools are asked for: by a school its own alone, by the department at most one of a school, a trust and an authority. */
function askedFor(urn: number | null, request: NewGrant): Schools {
  const asked = { urn: request.urn ?? null, trustCode: request.trustCode ?? null, laCode: request.laCode ?? null };
  const named = Object.values(asked).filter((given) => given !== null).length;
  if (urn === null && named <= 1) return asked;
  if (urn !== null && (named === 0 || (named === 1 && asked.urn === urn))) return { ...everySchool, urn };
  throw new KindredError(
    "BAD_ARGUMENT",
    urn === null
      ? "Give one of urn, trustCode and laCode, or none."
      : "A school grants access to itself alone: give no other.",
  );
}

/**
 * A school lets a vendor read of itself; the department lets a trust, a local authority or an analyst read of schools:
 * with none named, of all of the client's own scope. Granting twice is granting once.
 * @throws KindredError FORBIDDEN | NOT_FOUND | BAD_ARGUMENT
 */
export async function grantCapability(database: Database, viewer: Viewer, request: NewGrant): Promise<Grant> {
  const own = granting(viewer);
  const schools = askedFor(own, request);
  const mayReceive: ClientRole[] = own === null ? ["TRUST", "LOCAL_AUTHORITY", "ANALYST"] : ["MIS_VENDOR"];
  return database.transaction(async (sql) => {
    const [client] = await sql.query<Schools>(
      `SELECT urn, trust_code AS "trustCode", la_code AS "laCode" FROM client
       WHERE id::text = $1 AND role = ANY($2) AND revoked_at IS NULL FOR UPDATE`,
      [request.clientId, mayReceive],
    );
    if (!client) {
      throw new KindredError(
        "NOT_FOUND",
        `There is no client ${request.clientId} of role ${mayReceive.join(" or ")}, to whom you can grant access.`,
      );
    }
    for (const name of ["trustCode", "laCode"] as const) {
      if (client[name] === null || schools[name] === null || client[name] === schools[name]) continue;
      throw new KindredError(
        "BAD_ARGUMENT",
        `${name}: the client is that of ${client[name]}, and reads of no other's schools.`,
      );
    }
    await assertKnown(sql, schools);
    const about = [request.clientId, request.capability, schools.urn, schools.trustCode, schools.laCode];
    const made = await sql.query(
      `INSERT INTO "grant" (id, client_id, capability, urn, trust_code, la_code) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING id`,
      [randomUUID(), ...about],
    );
    const [grant] = await sql.query<Grant>(
      `SELECT ${columns} FROM "grant" JOIN client ON client.id = client_id
       WHERE client_id = $1 AND capability = $2 AND "grant".urn IS NOT DISTINCT FROM $3::int
         AND "grant".trust_code IS NOT DISTINCT FROM $4::int AND "grant".la_code IS NOT DISTINCT FROM $5::int`,
      about,
    );
    if (made.length > 0) await recordAct(sql, viewer, { type: "ACCESS_GRANTED", ...subjectOf(grant!) });
    return grant!;
  });
}

/**
 * Takes effect with the next request. A school revokes what vendors read of it, the department any grant.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function revokeGrant(database: Database, viewer: Viewer, id: string): Promise<Grant> {
  const own = granting(viewer);
  if (!isUuid(id)) throw new KindredError("NOT_FOUND", `There is no grant ${id} of yours.`);
  return database.transaction(async (sql) => {
    const [grant] = await sql.query<Grant>(
      `DELETE FROM "grant" USING client
       WHERE "grant".id = $1 AND client.id = client_id AND ${ofSchool("$2")} RETURNING ${columns}`,
      [id, own],
    );
    if (!grant) throw new KindredError("NOT_FOUND", `There is no grant ${id} of yours.`);
    await recordAct(sql, viewer, { type: "ACCESS_REVOKED", ...subjectOf(grant) });
    return grant;
  });
}

/** Its row goes when it is revoked, so it is known by whom it lets read what of whom. */
function subjectOf({ clientId, capability, urn, trustCode, laCode }: Grant): Omit<Deed, "type"> {
  const named = Object.entries({ urn, trust: trustCode, la: laCode }).filter(([, code]) => code !== null);
  return { subjectKind: "GRANT", subject: [clientId, capability, ...named.flat()].join(" "), urn };
}

export interface GrantPage extends PageRequest {
  /** Of one client alone. */
  readonly clientId?: string | null;
}

/**
 * What vendors hold about a viewer's own school, or every grant for the department; newest first, one more than `first`
 * where there are more.
 * @throws KindredError FORBIDDEN
 */
export async function findGrants(
  database: Database,
  viewer: Viewer,
  { clientId, ...page }: GrantPage,
): Promise<Grant[]> {
  const list = {
    select: `SELECT ${columns} FROM "grant" JOIN client ON client.id = client_id`,
    where: `${ofSchool("$1")} AND ($2::text IS NULL OR client_id::text = $2::text)`,
    parameters: [granting(viewer), clientId ?? null],
    at: '"grant".created_at',
    id: '"grant".id',
  };
  return readRows<Grant>(database, list, page);
}

/** A client's grants that are listed with it; `grants(clientId:)` pages through all. */
export const grantsListed = 100;

/**
 * The newest grants of each client, for the department.
 * @throws KindredError FORBIDDEN
 */
export async function grantsOf(database: Database, viewer: Viewer, clientIds: readonly string[]): Promise<Grant[][]> {
  if (!mayGovern(viewer)) throw new KindredError("FORBIDDEN", "Only the department manages clients.");
  const grants = await database.query<Grant>(
    `SELECT listed.* FROM unnest($1::uuid[]) AS asked (id), LATERAL (
       SELECT ${columns} FROM "grant" JOIN client ON client.id = client_id
       WHERE client_id = asked.id ORDER BY "grant".created_at DESC, "grant".id DESC LIMIT $2::int) AS listed`,
    [[...new Set(clientIds)], grantsListed],
  );
  return clientIds.map((id) => grants.filter(({ clientId }) => clientId === id));
}
