// Adds, rotates (with an overlap) and revokes keys: the department for every client, a client for its own.
import { randomUUID } from "node:crypto";
import { type ExpressionBuilder, sql as expression } from "kysely";
import { z } from "zod";
import type { Database, Sql } from "../database/database.js";
import { build, now, type Tables } from "../database/query-builder.js";
import { KindredError, parseOrThrow } from "../errors.js";
import { recordAct } from "./acts.js";
import { hashKey, newKey } from "./key.js";
import { printableText } from "./printable-text.js";
import { timestamp } from "./timestamp.js";
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
interface CreatedKey {
  readonly apiKey: ApiKey;
  readonly key: string;
}

/** Active keys that a client may have, so that a stolen key cannot be used to create any number of others. */
export const maxActiveKeys = 20;
const maxListedKeys = 100;

const columns = ["id", "clientId", "name", "createdAt", "expiresAt", "revokedAt", "lastUsedAt"] as const;

const isActive = (key: ExpressionBuilder<Tables, "apiKey">) =>
  key.and([key("revokedAt", "is", null), key.or([key("expiresAt", "is", null), key("expiresAt", ">", now)])]);

/** Matches the key with this id if the owner has it; with a null owner, whichever client has it. */
const isManaged = (id: string, owner: string | null) => (key: ExpressionBuilder<Tables, "apiKey">) =>
  key.and([key(key.cast("id", "text"), "=", id), ...(owner === null ? [] : [key("clientId", "=", owner)])]);

const keyFields = z.object({
  name: z.string().trim().pipe(printableText(100)).default("first"),
  expiresAt: timestamp.nullish(),
  overlapHours: z.int().min(0).max(720).default(24),
});

/**
 * Checks all of a request that needs no database.
 * @param label names a field for messages
 * @throws KindredError BAD_ARGUMENT
 */
export const readKeyFields = (fields: z.input<typeof keyFields>, label = (field: string) => field) =>
  parseOrThrow(keyFields, fields, "BAD_ARGUMENT", label);

/** Does not check that the viewer may do this. @throws KindredError BAD_ARGUMENT | CONFLICT at `maxActiveKeys` */
export async function insertKey(
  sql: Sql,
  viewer: Viewer,
  clientId: string,
  fields: { readonly name?: string; readonly expiresAt?: Date | null },
): Promise<CreatedKey> {
  const { name, expiresAt } = readKeyFields(fields);
  const keys = build(sql);
  const active = keys.selectFrom("apiKey").select("id").where("clientId", "=", clientId).where(isActive);
  if ((await active.execute()).length >= maxActiveKeys) {
    throw new KindredError("CONFLICT", `A client can have at most ${maxActiveKeys} active keys: revoke one first.`);
  }
  const key = newKey();
  const apiKey = await keys
    .insertInto("apiKey")
    .values({ id: randomUUID(), clientId, name, hash: hashKey(key), expiresAt: expiresAt ?? null })
    .returning(columns)
    .executeTakeFirstOrThrow();
  await recordAct(sql, viewer, { type: "KEY_ADDED", subjectKind: "KEY", subject: apiKey.id });
  return { apiKey, key };
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
    const client = await build(sql)
      .selectFrom("client")
      .select("id")
      .where(({ eb, cast }) => eb(cast("id", "text"), "=", clientId))
      .where("revokedAt", "is", null)
      .executeTakeFirst();
    if (!client) throw new KindredError("NOT_FOUND", `There is no active client ${clientId}.`);
    return insertKey(sql, viewer, clientId, fields);
  });
}

interface RotateRequest {
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
  const { overlapHours: hours } = readKeyFields({ overlapHours });
  const id = keyId ?? viewer.keyId ?? "";
  return database.transaction(async (sql) => {
    const keys = build(sql);
    const activeClients = keys.selectFrom("client").select("id").where("revokedAt", "is", null);
    const old = await keys
      .selectFrom("apiKey")
      .select(columns)
      .where(isManaged(id, owner))
      .where(isActive)
      .where("clientId", "in", activeClients)
      .forUpdate()
      .executeTakeFirst();
    if (!old) throw keyNotFound(id);
    const requestKey = await keys
      .selectFrom("apiKey")
      .select("expiresAt")
      .where("id", "=", viewer.keyId)
      .where("clientId", "=", owner)
      .where(isActive)
      .executeTakeFirst();
    if (owner !== null && !requestKey) throw keyNotFound(id); // revoked during this request
    await recordAct(sql, viewer, { type: "KEY_ROTATED", subjectKind: "KEY", subject: old.id });
    const created = await insertKey(sql, viewer, old.clientId, {
      name: old.name,
      expiresAt: earlierExpiry(old.expiresAt, requestKey?.expiresAt ?? null),
    });
    const replaced = await keys
      .updateTable("apiKey")
      .set({ expiresAt: expression`least(expires_at, now() + make_interval(hours => ${hours}::int))` })
      .where("id", "=", old.id)
      .returning(columns)
      .executeTakeFirstOrThrow();
    return { ...created, replaced };
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
  return database.transaction(async (sql) => {
    const keys = build(sql);
    const revoked = await keys
      .updateTable("apiKey")
      .set({ revokedAt: now })
      .where(isManaged(id, owner))
      .where("revokedAt", "is", null)
      .returning(columns)
      .executeTakeFirst();
    if (revoked) {
      await recordAct(sql, viewer, { type: "KEY_REVOKED", subjectKind: "KEY", subject: revoked.id });
      return revoked;
    }
    const before = await keys.selectFrom("apiKey").select(columns).where(isManaged(id, owner)).executeTakeFirst();
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
  const ids = owner === null ? [...new Set(clientIds)] : clientIds.filter((id) => id === owner).slice(0, 1);
  const keys = await build(database)
    .selectFrom(expression<{ client: string }>`unnest(${ids}::uuid[])`.as<"requested">(expression`requested (client)`))
    .innerJoinLateral(
      (from) =>
        from
          .selectFrom("apiKey")
          .select(columns)
          .whereRef("apiKey.clientId", "=", "requested.client")
          .orderBy(isActive, "desc")
          .orderBy("createdAt", "desc")
          .orderBy("id")
          .limit(maxListedKeys)
          .as("listed"),
      (join) => join.onTrue(),
    )
    .selectAll("listed")
    .execute();
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
