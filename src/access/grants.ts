// Grants: what a client may read beyond its role. The department grants to trusts, LAs and analysts; a school to a vendor.
import { randomUUID } from "node:crypto";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { type ClientRole, isUuid } from "./clients.js";
import { type Capability, mayGovern, type Viewer } from "./viewer.js";

export interface Grant {
  readonly id: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly capability: Capability;
  /** The school a vendor may read; null: every school of the client's own scope. */
  readonly urn: number | null;
  /** ISO 8601 */
  readonly createdAt: string;
}

export interface NewGrant {
  readonly clientId: string;
  readonly capability: Capability;
}

const columns = `"grant".id, "grant".client_id AS "clientId", client.name AS "clientName", capability, "grant".urn,
  to_char("grant".created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"`;

/** The school a viewer grants for: its own, or none for the department, which grants over a client's whole scope. */
function granting(viewer: Viewer): number | null {
  if (viewer.role === "SCHOOL" && viewer.urn !== null) return viewer.urn;
  if (mayGovern(viewer)) return null;
  throw new KindredError("FORBIDDEN", "Only the department and schools grant access.");
}

/**
 * A school lets a vendor read of itself; the department lets a trust, a local authority or an analyst read of its schools.
 * Granting twice is granting once.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function grantCapability(database: Database, viewer: Viewer, request: NewGrant): Promise<Grant> {
  const urn = granting(viewer);
  const mayReceive: ClientRole[] = urn === null ? ["TRUST", "LOCAL_AUTHORITY", "ANALYST"] : ["MIS_VENDOR"];
  return database.transaction(async (sql) => {
    const [client] = await sql.query(
      "SELECT 1 FROM client WHERE id::text = $1 AND role = ANY($2) AND revoked_at IS NULL FOR UPDATE",
      [request.clientId, mayReceive],
    );
    if (!client) {
      throw new KindredError(
        "NOT_FOUND",
        `There is no client ${request.clientId} of role ${mayReceive.join(" or ")}, to whom you can grant access.`,
      );
    }
    await sql.query(
      `INSERT INTO "grant" (id, client_id, capability, urn) SELECT $1, $2, $3, $4
       WHERE NOT EXISTS (SELECT 1 FROM "grant" WHERE client_id = $2 AND capability = $3 AND urn IS NOT DISTINCT FROM $4::int)`,
      [randomUUID(), request.clientId, request.capability, urn],
    );
    const [grant] = await sql.query<Grant>(
      `SELECT ${columns} FROM "grant" JOIN client ON client.id = client_id
       WHERE client_id = $1 AND capability = $2 AND "grant".urn IS NOT DISTINCT FROM $3::int`,
      [request.clientId, request.capability, urn],
    );
    return grant as Grant;
  });
}

/**
 * Takes effect with the next request. A school revokes what vendors read of it, the department any grant.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function revokeGrant(database: Database, viewer: Viewer, id: string): Promise<Grant> {
  const urn = granting(viewer);
  if (!isUuid(id)) throw new KindredError("NOT_FOUND", `There is no grant ${id} of yours.`);
  const [grant] = await database.query<Grant>(
    `DELETE FROM "grant" USING client
     WHERE "grant".id = $1 AND client.id = client_id AND ($2::int IS NULL OR "grant".urn = $2::int) RETURNING ${columns}`,
    [id, urn],
  );
  if (!grant) throw new KindredError("NOT_FOUND", `There is no grant ${id} of yours.`);
  return grant;
}

/**
 * The grants about a viewer's own school, or of one client for the department; newest first.
 * @throws KindredError FORBIDDEN
 */
export async function findGrants(database: Database, viewer: Viewer, clientIds?: readonly string[]): Promise<Grant[]> {
  const urn = granting(viewer);
  return database.query<Grant>(
    `SELECT ${columns} FROM "grant" JOIN client ON client.id = client_id
     WHERE ($1::int IS NULL OR "grant".urn = $1::int) AND ($2::uuid[] IS NULL OR client_id = ANY($2::uuid[]))
     ORDER BY "grant".created_at DESC, "grant".id`,
    [urn, clientIds ?? null],
  );
}
