// An API key: what it looks like, and whose it is. It is shown once, kept as a hash, and looked up by it.
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Sql } from "../database/database.js";
import { asViewer, type ClientRow, clientColumns } from "./client-row.js";
import type { Viewer } from "./viewer.js";

/** By which scanners find a key where it should not be. */
const prefix = "kindred_";
const randomLength = 32;

function checksumOf(random: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(random));
  return checksum;
}

/**
 * A new key: 32 random bytes and their CRC-32, in base64url. Whoever holds it is the client; only its hash is stored.
 * @param random for tests alone
 */
export function newKey(random = randomBytes(randomLength)): string {
  return prefix + Buffer.concat([random, checksumOf(random)]).toString("base64url");
}

/** What is stored of a key. The key is random, so a plain sha256 cannot be searched. */
export const hashKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** Whether a credential is meant as a key; any other is a token. */
export const isKey = (credential: string): boolean => credential.startsWith(prefix);

/** Whether it has the form of a key, checksum included: one that was mistyped or invented is found out without any SQL. */
export function isWellFormed(key: string): boolean {
  if (!/^kindred_[\w-]{48}$/.test(key)) return false;
  const bytes = Buffer.from(key.slice(prefix.length), "base64url");
  return bytes.subarray(randomLength).equals(checksumOf(bytes.subarray(0, randomLength)));
}

type KeyRow = ClientRow & { key_id: string; used_lately: boolean };

/** One statement: the key, its client and the client's grants, all as they are now. */
const lookUp = `
  SELECT ${clientColumns}, api_key.id AS key_id,
    coalesce(api_key.last_used_at >= $2::timestamptz - interval '1 minute', false) AS used_lately
  FROM api_key JOIN client ON client.id = api_key.client_id
  WHERE api_key.hash = $1 AND api_key.revoked_at IS NULL AND client.revoked_at IS NULL
    AND (api_key.expires_at IS NULL OR api_key.expires_at > $2::timestamptz)`;

/** Whose key it is; null where it is unknown, expired or revoked. Its use is noted, to the minute. */
export async function viewerOfKey(database: Sql, key: string, now: Date): Promise<Viewer | null> {
  if (!isWellFormed(key)) return null;
  const [row] = await database.query<KeyRow>(lookUp, [hashKey(key), now.toISOString()]);
  if (!row) return null;
  if (!row.used_lately) {
    // Where the database takes no writes, the request is answered all the same.
    await database
      .query("UPDATE api_key SET last_used_at = $2::timestamptz WHERE id = $1::uuid", [row.key_id, now.toISOString()])
      .catch(() => {});
  }
  return { ...asViewer(row), keyId: row.key_id };
}
