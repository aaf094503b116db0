// Adds, rotates (with an overlap) and revokes keys: the department for every client, a client for its own.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Database, Sql } from "../database/database.js";
import { KindredError, parseOrThrow } from "../errors.js";
import { recordAct } from "./acts.js";
import { hashKey, newKey } from "./key.js";
import { printableText } from "./printable-text.js";
import { assertGoverns, mayGovern, type Viewer } from "./viewer.js";

export { hashKey, newKey };

/** A key without its secret and its hash. */
export interface ApiKey {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
}

/** A new key. This is the only time that its secret is shown. */
export interface CreatedKey {
  readonly apiKey: ApiKey;
  readonly key: string;
}

/** Active keys that a client may have, so that a stolen key cannot be used to create any number of others. */
export const maxActiveKeys = 20;
const maxListedKeys = 100;

const isActive = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())";

const columns = `id, client_id AS "clientId", name, created_at AS "createdAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;

const keyFields = z.object({
  name: z.string().trim().pipe(printableText(100)).default("first"),
  expiresAt: z.date().min(new Date("2000-01-01")).max(new Date("9999-12-31")).nullish(),
  overlapHours: z
    .int()
    .min(0)
    .max(30 * 24)
    .default(24),
});

const parse = (fields: z.input<typeof keyFields>) => parseOrThrow(keyFields, fields, "BAD_ARGUMENT");

/** Does not check that the viewer may do this. @throws KindredError BAD_ARGUMENT | CONFLICT at `maxActiveKeys` */
export async function insertKey(
  sql: Sql,
  viewer: Viewer,
  clientId: string,
  fields: { readonly name?: string; readonly expiresAt?: Date | null },
): Promise<CreatedKey> {
  const { name, expiresAt } = parse(fields);
  const active = await sql.query(`SELECT 1 FROM api_key WHERE client_id = $1::uuid AND ${isActive}`, [clientId]);
  if (active.length >= maxActiveKeys) {
    throw new KindredError("CONFLICT", `A client can have at most ${maxActiveKeys} active keys: revoke one first.`);
  }
  const key = newKey();
  const [apiKey] = await sql.query<ApiKey>(
    `INSERT INTO api_key (id, client_id, name, hash, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING ${columns}`,
    [randomUUID(), clientId, name, hashKey(key), expiresAt?.toISOString() ?? null],
  );
  await recordAct(sql, viewer, { type: "KEY_ADDED", subjectKind: "KEY", subject: apiKey!.id });
  return { apiKey: apiKey!, key };
}

/**
 * Adds a key to a client.
 * @throws KindredError FORBIDDEN unless the viewer governs | NOT_FOUND | BAD_ARGUMENT | CONFLICT
 */
export async function addKey(
  database: Database,
  viewer: Viewer,
  { clientId, ...fields }: { readonly clientId: string; readonly name: string; readonly expiresAt?: Date | null },
): Promise<CreatedKey> {
  assertGoverns(viewer, "Only the department adds keys.");
  return database.transaction(async (sql) => {
    const [client] = await sql.query("SELECT 1 FROM client WHERE id::text = $1 AND revoked_at IS NULL", [clientId]);
    if (!client) throw new KindredError("NOT_FOUND", `There is no active client ${clientId}.`);
    return insertKey(sql, viewer, clientId, fields);
  });
}

export interface RotateRequest {
  /** The key to replace. Default: the key of this request. */
  readonly keyId?: string | null;
  /** Hours for which the old key still works, 0 to 720, by default 24. Its expiry is never extended. */
  readonly overlapHours?: number;
}

/**
 * Replaces a key with a new one of the same name and expiry. A client cannot extend the expiry: the new key never
 * outlives the old one, nor the key of the request.
 * @throws KindredError FORBIDDEN | NOT_FOUND if the key is not the viewer's, or not active | BAD_ARGUMENT | CONFLICT
 */
export async function rotateKey(
  database: Database,
  viewer: Viewer,
  { keyId, overlapHours }: RotateRequest,
): Promise<CreatedKey & { readonly replaced: ApiKey }> {
  const owner = managedClient(viewer);
  const { overlapHours: hours } = parse({ overlapHours });
  const id = keyId ?? viewer.keyId ?? "";
  return database.transaction(async (sql) => {
    const [old] = await sql.query<ApiKey>(
      `SELECT ${columns} FROM api_key WHERE id::text = $1 AND ($2::uuid IS NULL OR client_id = $2::uuid)
         AND ${isActive}
         AND EXISTS (SELECT 1 FROM client WHERE client.id = client_id AND client.revoked_at IS NULL) FOR UPDATE`,
      [id, owner],
    );
    if (!old) throw keyNotFound(id);
    const [requestKey] = await sql.query<Pick<ApiKey, "expiresAt">>(
      `SELECT expires_at AS "expiresAt" FROM api_key WHERE id = $1::uuid AND client_id = $2::uuid AND ${isActive}`,
      [viewer.keyId, owner],
    );
    if (owner !== null && !requestKey) throw keyNotFound(id); // revoked during this request
    await recordAct(sql, viewer, { type: "KEY_ROTATED", subjectKind: "KEY", subject: old.id });
    const created = await insertKey(sql, viewer, old.clientId, {
      name: old.name,
      expiresAt: earlierExpiry(old.expiresAt, requestKey?.expiresAt ?? null),
    });
    const [replaced] = await sql.query<ApiKey>(
      `UPDATE api_key SET expires_at = least(expires_at, now() + make_interval(hours => $2::int))
       WHERE id = $1::uuid RETURNING ${columns}`,
      [old.id, hours],
    );
    return { ...created, replaced: replaced as ApiKey };
  });
}

/** Null: never expires. */
const earlierExpiry = (one: Date | null, other: Date | null): Date | null =>
  one && other && one > other ? other : (one ?? other);

/**
 * Revokes a key, which stops working at once.
 * @throws KindredError FORBIDDEN | NOT_FOUND if the viewer may not revoke it
 */
export async function revokeKey(database: Database, viewer: Viewer, id: string): Promise<ApiKey> {
  const owner = managedClient(viewer);
  const own = "id::text = $1 AND ($2::uuid IS NULL OR client_id = $2::uuid)";
  return database.transaction(async (sql) => {
    const [revoked] = await sql.query<ApiKey>(
      `UPDATE api_key SET revoked_at = now() WHERE ${own} AND revoked_at IS NULL RETURNING ${columns}`,
      [id, owner],
    );
    if (revoked) {
      await recordAct(sql, viewer, { type: "KEY_REVOKED", subjectKind: "KEY", subject: revoked.id });
      return revoked;
    }
    const [before] = await sql.query<ApiKey>(`SELECT ${columns} FROM api_key WHERE ${own}`, [id, owner]);
    if (!before) throw keyNotFound(id);
    return before;
  });
}

/**
 * The keys of each client: active ones first, then newest first, at most 100. Another client's list is empty unless the
 * viewer governs.
 * @throws KindredError FORBIDDEN
 */
export async function keysOf(database: Database, viewer: Viewer, clientIds: readonly string[]): Promise<ApiKey[][]> {
  const owner = managedClient(viewer);
  const keys = await database.query<ApiKey>(
    `SELECT listed.* FROM unnest($1::uuid[]) AS asked (client), LATERAL (
       SELECT ${columns} FROM api_key WHERE client_id = asked.client AND ($2::uuid IS NULL OR client_id = $2::uuid)
       ORDER BY (${isActive}) DESC, api_key.created_at DESC, id LIMIT $3::int) AS listed`,
    [[...new Set(clientIds)], owner, maxListedKeys],
  );
  return clientIds.map((id) => keys.filter(({ clientId }) => clientId === id));
}

/**
 * Id of the client whose keys the viewer manages; null: every client's. A viewer with a token manages none, since a
 * token may give a client fewer rights than its keys do.
 */
function managedClient(viewer: Viewer): string | null {
  if (mayGovern(viewer)) return null;
  if (viewer.keyId !== null && viewer.clientId !== null) return viewer.clientId;
  throw new KindredError("FORBIDDEN", "Only the department and clients that use a key manage keys.");
}

const keyNotFound = (id: string) =>
  new KindredError("NOT_FOUND", `There is no active key '${id}' that you can manage. The list of keys shows the ids.`);
