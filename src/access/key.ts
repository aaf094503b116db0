// An API key: its format and its owner. It is shown once and stored as a hash, by which it is found.
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Sql } from "../database/database.js";
import { build, unbound } from "../database/query-builder.js";
import { selectClientsWithGrants, toViewer } from "./client-row.js";
import type { Viewer } from "./viewer.js";

/** Lets secret scanners find leaked keys. */
const prefix = "kindred_";
const randomLength = 32;

function checksumOf(random: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(random));
  return checksum;
}

/**
 * A new key: 32 random bytes and their CRC-32, in base64url. It authenticates the client; only its hash is stored.
 * @param random for tests only
 */
export function newKey(random = randomBytes(randomLength)): string {
  return prefix + Buffer.concat([random, checksumOf(random)]).toString("base64url");
}

/** The stored form of a key. A key has 256 random bits, so a plain SHA-256 cannot be reversed by search. */
export const hashKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** Whether a credential looks like a key; any other is taken as a token. */
export const isKey = (credential: string): boolean => credential.startsWith(prefix);

/** Checks format and checksum, so that a mistyped or invented key is rejected without SQL. */
function isWellFormed(key: string): boolean {
  if (!/^kindred_[\w-]{48}$/.test(key)) return false;
  const bytes = Buffer.from(key.slice(prefix.length), "base64url");
  return bytes.subarray(randomLength).equals(checksumOf(bytes.subarray(0, randomLength)));
}

const selectOwner = (hash: string, now: Date) =>
  selectClientsWithGrants(unbound)
    .innerJoin("apiKey", "apiKey.clientId", "client.id")
    .select(["apiKey.id as keyId", "apiKey.lastUsedAt"])
    .where(({ and }) => and({ "apiKey.hash": hash, "apiKey.revokedAt": null, "client.revokedAt": null }))
    .where((found) => found.or([found("apiKey.expiresAt", "is", null), found("apiKey.expiresAt", ">", now)]));

/** Made once: every request of a client runs it. Its parameters are a hash and a time. */
const ownerQuery = selectOwner("", new Date(0)).compile();

/** Records the key's use, to the minute. @returns its viewer; null if the key is unknown, expired or revoked */
export async function viewerOfKey(database: Sql, key: string, now: Date): Promise<Viewer | null> {
  if (!isWellFormed(key)) return null;
  const owner: typeof ownerQuery = { ...ownerQuery, parameters: [hashKey(key), now] };
  const [row] = (await build(database).executeQuery(owner)).rows;
  if (!row) return null;
  const { keyId, lastUsedAt } = row;
  if (!lastUsedAt || now.getTime() - lastUsedAt.getTime() > 60_000) {
    // A read-only database must still answer the request.
    const use = build(database).updateTable("apiKey").set({ lastUsedAt: now }).where("id", "=", keyId);
    await use.execute().catch(() => {});
  }
  return { ...toViewer(row), keyId };
}
