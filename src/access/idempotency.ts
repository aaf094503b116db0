// Idempotency keys: a request that a client repeats with the same key is done once, and the first answer is returned
// again. The answer may hold an API key, so it is encrypted with a key made from the client's, which is not stored.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { Database, Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { databaseWithin } from "../database/within.js";
import { KindredError, refuse } from "../errors.js";
import type { Viewer } from "./viewer.js";

/** Without spaces, so that two headers that a proxy joined are no key. */
const printable = /^[!-~]{16,255}$/;

export interface IdempotentRequest {
  /** The client's own, best a random UUID. */
  readonly key: string;
  /** Name of what is done. */
  readonly operation: string;
  /** All that decides the answer, besides the viewer. Written as JSON. */
  readonly input: unknown;
}

/**
 * Does the work in one transaction with its record, or returns the answer of the first time. A second request waits for
 * the first. An error keeps nothing.
 * @param work given a database whose statements are part of the transaction
 * @returns an answer that can be cloned: plain objects, dates, bytes
 * @throws KindredError BAD_ARGUMENT for a malformed key; IDEMPOTENCY_KEY_REUSED for another operation or input; and what
 *   `work` throws
 */
export async function once<Answer>(
  database: Database,
  viewer: Viewer,
  request: IdempotentRequest,
  work: (database: Database) => Promise<Answer>,
): Promise<Answer> {
  if (!printable.test(request.key)) {
    refuse("idempotencyKey: must be 16 to 255 printable ASCII characters without spaces. Use a random UUID.");
  }
  const { id, digest, encryptionKey } = secretsOf(viewer, request);
  return database.transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [id.toString("hex")]);
    const first = await findAnswer(sql, id);
    if (first && !digest.equals(first.request)) throw reused();
    if (first) return decrypt(encryptionKey, first.answer) as Answer;
    const answer = await work(databaseWithin(sql, database));
    await build(sql)
      .insertInto("idempotentAnswer")
      .values({ id, request: digest, answer: encrypt(encryptionKey, answer) })
      .execute();
    return answer;
  });
}

const findAnswer = (sql: Sql, id: Uint8Array<ArrayBuffer>) =>
  build(sql).selectFrom("idempotentAnswer").select(["request", "answer"]).where("id", "=", id).executeTakeFirst();

const reused = () =>
  new KindredError(
    "IDEMPOTENCY_KEY_REUSED",
    "idempotencyKey: you have used it for another mutation or input. Use a new key for each request, and repeat a request unchanged.",
  );

/** All follow from the client and its key, which has too many values to be guessed. */
function secretsOf({ clientId, name }: Viewer, { key, operation, input }: IdempotentRequest) {
  const caller = JSON.stringify([clientId, clientId === null ? name : null]); // a token without a client has a name
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", key, caller, `kindred ${purpose}`, 32));
  const id = createHash("sha256").update(`kindred idempotency key ${caller} ${key}`).digest();
  const digest = createHmac("sha256", derive("request"))
    .update(JSON.stringify([operation, input]))
    .digest();
  return { id, digest, encryptionKey: derive("answer") };
}

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** @returns nonce, tag and ciphertext */
function encrypt(key: Uint8Array, answer: unknown): Buffer<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const encryption = createCipheriv(cipher, key, nonce);
  const text = Buffer.concat([encryption.update(serialize(answer)), encryption.final()]);
  return Buffer.concat([nonce, encryption.getAuthTag(), text]);
}

function decrypt(key: Uint8Array, bytes: Uint8Array): unknown {
  const decryption = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes));
  decryption.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const answer = decryption.update(bytes.subarray(nonceBytes + tagBytes));
  return deserialize(Buffer.concat([answer, decryption.final()]));
}
