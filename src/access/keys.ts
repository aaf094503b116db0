// The keys of clients: giving, replacing with overlap, ending. The department manages them; a client replaces and ends its own.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Database, Sql } from "../database/database.js";
import { KindredError, parseOrThrow } from "../errors.js";
import { recordAct } from "./acts.js";
import { hashKey, newKey } from "./key.js";
import { legible } from "./printable-text.js";
import { assertGoverns, mayGovern, type Viewer } from "./viewer.js";

export { hashKey, newKey };

/** What is told of a key; never the key, nor its hash. */
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

/** A key as it is shown, this once. */
export interface NewKey {
  readonly apiKey: ApiKey;
  readonly key: string;
}

/** Keys of a client that work at once, at most: whoever got hold of one cannot bury the department in others. */
export const mostKeys = 20;
/** Keys of a client that are listed, at most. */
const keysListed = 100;

const works = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())";

const columns = `id, client_id AS "clientId", name, created_at AS "createdAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;

const request = z.object({
  name: z.string().trim().pipe(legible(100)).default("first"),
  expiresAt: z.date().min(new Date("2000-01-01")).max(new Date("9999-12-31")).nullish(),
  overlapHours: z
    .int()
    .min(0)
    .max(30 * 24)
    .default(24),
});

const checked = (given: z.input<typeof request>) => parseOrThrow(request, given, "BAD_ARGUMENT");

/** For whoever made sure that the viewer may. @throws KindredError BAD_ARGUMENT | CONFLICT where the client has too many */
export async function insertKey(
  sql: Sql,
  viewer: Viewer,
  clientId: string,
  given: { readonly name?: string; readonly expiresAt?: Date | null },
): Promise<NewKey> {
  const { name, expiresAt } = checked(given);
  const working = await sql.query(`SELECT 1 FROM api_key WHERE client_id = $1::uuid AND ${works}`, [clientId]);
  if (working.length >= mostKeys) {
    throw new KindredError("CONFLICT", `A client has at most ${mostKeys} keys that work: revoke one first.`);
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
 * Gives a client another key.
 * @throws KindredError FORBIDDEN unless the viewer governs | NOT_FOUND | BAD_ARGUMENT | CONFLICT
 */
export async function addKey(
  database: Database,
  viewer: Viewer,
  { clientId, ...given }: { readonly clientId: string; readonly name: string; readonly expiresAt?: Date | null },
): Promise<NewKey> {
  assertGoverns(viewer, "Only the department gives keys.");
  return database.transaction(async (sql) => {
    const [client] = await sql.query("SELECT 1 FROM client WHERE id::text = $1 AND revoked_at IS NULL", [clientId]);
    if (!client) throw new KindredError("NOT_FOUND", `There is no client ${clientId} that may ask.`);
    return insertKey(sql, viewer, clientId, given);
  });
}

export interface Rotation {
  /** The key to replace; the one that the viewer asks with where it is not given. */
  readonly keyId?: string | null;
  /** Hours for which the old key still works, 0 to 720; 24 where not given. It never works longer than it did. */
  readonly overlapHours?: number;
}

/**
 * Another key of the same name and expiry in place of one: a client cannot prolong what it was given, nor with a key that
 * ends get one that outlives it.
 * @throws KindredError FORBIDDEN | NOT_FOUND where it is not the viewer's to replace, or works no more | BAD_ARGUMENT | CONFLICT
 */
export async function rotateKey(
  database: Database,
  viewer: Viewer,
  { keyId, overlapHours }: Rotation,
): Promise<NewKey & { readonly replaced: ApiKey }> {
  const owner = managing(viewer);
  const { overlapHours: hours } = checked({ overlapHours });
  const id = keyId ?? viewer.keyId ?? "";
  return database.transaction(async (sql) => {
    const [old] = await sql.query<ApiKey>(
      `SELECT ${columns} FROM api_key WHERE id::text = $1 AND ($2::uuid IS NULL OR client_id = $2::uuid)
         AND ${works}
         AND EXISTS (SELECT 1 FROM client WHERE client.id = client_id AND client.revoked_at IS NULL) FOR UPDATE`,
      [id, owner],
    );
    if (!old) throw noSuchKey(id);
    const [asking] = await sql.query<Pick<ApiKey, "expiresAt">>(
      `SELECT expires_at AS "expiresAt" FROM api_key WHERE id = $1::uuid AND client_id = $2::uuid AND ${works}`,
      [viewer.keyId, owner],
    );
    if (owner !== null && !asking) throw noSuchKey(id); // it was ended while it asked
    await recordAct(sql, viewer, { type: "KEY_ROTATED", subjectKind: "KEY", subject: old.id });
    const made = await insertKey(sql, viewer, old.clientId, {
      name: old.name,
      expiresAt: earlier(old.expiresAt, asking?.expiresAt ?? null),
    });
    const [replaced] = await sql.query<ApiKey>(
      `UPDATE api_key SET expires_at = least(expires_at, now() + make_interval(hours => $2::int))
       WHERE id = $1::uuid RETURNING ${columns}`,
      [old.id, hours],
    );
    return { ...made, replaced: replaced as ApiKey };
  });
}

/** The earlier end; null: never. */
const earlier = (one: Date | null, other: Date | null): Date | null =>
  one && other && one > other ? other : (one ?? other);

/**
 * The key stops working at once.
 * @throws KindredError FORBIDDEN | NOT_FOUND where it is not the viewer's to end
 */
export async function revokeKey(database: Database, viewer: Viewer, id: string): Promise<ApiKey> {
  const owner = managing(viewer);
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
    if (!before) throw noSuchKey(id);
    return before;
  });
}

/**
 * The keys of each client, those that work first, then newest first: at most 100. Of others than the viewer's own for those who govern alone.
 * @throws KindredError FORBIDDEN
 */
export async function keysOf(database: Database, viewer: Viewer, clientIds: readonly string[]): Promise<ApiKey[][]> {
  const owner = managing(viewer);
  const keys = await database.query<ApiKey>(
    `SELECT listed.* FROM unnest($1::uuid[]) AS asked (client), LATERAL (
       SELECT ${columns} FROM api_key WHERE client_id = asked.client AND ($2::uuid IS NULL OR client_id = $2::uuid)
       ORDER BY (${works}) DESC, api_key.created_at DESC, id LIMIT $3::int) AS listed`,
    [[...new Set(clientIds)], owner, keysListed],
  );
  return clientIds.map((id) => keys.filter(({ clientId }) => clientId === id));
}

/**
 * Whose keys a viewer manages: null for anybody's. Who asks with a token manages none, since a token may make a client
 * poorer than its keys do.
 */
function managing(viewer: Viewer): string | null {
  if (mayGovern(viewer)) return null;
  if (viewer.keyId !== null && viewer.clientId !== null) return viewer.clientId;
  throw new KindredError("FORBIDDEN", "Only the department and who asks with a key manage keys.");
}

const noSuchKey = (id: string) =>
  new KindredError("NOT_FOUND", `There is no key '${id}' of yours that works. Its id is in the list of keys.`);
