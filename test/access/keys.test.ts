import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { createClient, revokeClient } from "../../src/access/clients.js";
import { addKey, keysOf, maxActiveKeys, newKey, revokeKey, rotateKey } from "../../src/access/keys.js";
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { buildCountry, department } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
});
afterAll(() => database.close());

const now = new Date("2026-06-01T12:00:00Z");
const hour = 3_600_000;
const later = (from: Date, milliseconds: number) => new Date(from.getTime() + milliseconds);
const ask = (key: string, at = now): Promise<Viewer> => authenticator(database)(`Bearer ${key}`, at);
const unauthenticated = { code: "UNAUTHENTICATED" };
const analyst = () => createClient(database, department, { name: "Research", role: "ANALYST" });
const keysOfClient = async (id: string) => (await keysOf(database, department, [id]))[0]!;

describe("a key", () => {
  it("is stored as a hash and identifies the viewer", async () => {
    const { client, key } = await createClient(database, department, {
      name: "A school",
      role: "SCHOOL",
      urn: 100_001,
    });
    const stored = await database.query("SELECT row_to_json(api_key)::text AS row FROM api_key");
    expect(JSON.stringify(stored)).not.toContain(key.slice(8, 20));
    expect(await ask(key)).toEqual({
      role: "SCHOOL",
      clientId: client.id,
      keyId: (await keysOfClient(client.id))[0]!.id,
      name: "A school",
      urn: 100_001,
      trustCode: null,
      laCode: null,
      grants: [],
    });
  });

  it("has a prefix for secret scanners and a checksum, so a mistyped key is rejected without SQL", async () => {
    const key = newKey();
    expect(key).toMatch(/^kindred_[\w-]{48}$/);
    const mistyped = key.slice(0, 20) + (key[20] === "a" ? "b" : "a") + key.slice(21);
    const failing = { ...database, query: () => Promise.reject(new Error("SQL")) } as Database;
    await expect(authenticator(failing)(`Bearer ${mistyped}`, now)).rejects.toMatchObject(unauthenticated);
    await expect(authenticator(failing)(`Bearer ${key}`, now)).rejects.toThrow("SQL");
  });

  it("stops working when it expires, when it is revoked and when its client is revoked", async () => {
    const expiresAt = new Date("2026-06-01T12:00:01Z");
    const short = await createClient(database, department, { name: "Short", role: "ANALYST", expiresAt });
    expect((await ask(short.key)).role).toBe("ANALYST");
    await expect(ask(short.key, expiresAt)).rejects.toMatchObject(unauthenticated);

    const { client, key } = await analyst();
    const second = await addKey(database, department, { clientId: client.id, name: "second" });
    await revokeKey(database, department, second.apiKey.id);
    await expect(ask(second.key)).rejects.toMatchObject(unauthenticated);
    expect((await ask(key)).clientId).toBe(client.id);
    await revokeClient(database, department, client.id);
    await expect(ask(key)).rejects.toMatchObject(unauthenticated);
    await expect(addKey(database, department, { clientId: client.id, name: "third" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("records when it was last used, to the minute", async () => {
    const { client, key } = await analyst();
    const lastUsed = async () => (await keysOfClient(client.id))[0]!.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    await ask(key, now);
    await ask(key, later(now, 59_000));
    expect(await lastUsed()).toEqual(now);
    await ask(key, later(now, 61_000));
    expect(await lastUsed()).toEqual(later(now, 61_000));
  });

  it("is accepted even if its use cannot be recorded", async () => {
    const { client, key } = await analyst();
    const query: Database["query"] = (text, parameters) =>
      text.startsWith("update") ? Promise.reject(new Error("read-only")) : database.query(text, parameters);
    expect((await authenticator({ ...database, query })(`Bearer ${key}`, now)).clientId).toBe(client.id);
  });
});

describe("a client's keys", () => {
  it("are limited in number, and the list, of at most 100, starts with the active ones", async () => {
    const { client, key } = await analyst();
    const asking = await ask(key);
    await database.query(
      `INSERT INTO api_key (id, client_id, hash, revoked_at) SELECT gen_random_uuid(), $1::uuid, old::text, now()
       FROM generate_series(1, 120) AS old`,
      [client.id],
    );
    for (let made = 1; made < maxActiveKeys; made++) await rotateKey(database, asking, {});
    await expect(rotateKey(database, asking, {})).rejects.toMatchObject({ code: "CONFLICT" });
    const more = addKey(database, department, { clientId: client.id, name: "more" });
    await expect(more).rejects.toMatchObject({ code: "CONFLICT" });
    const listed = await keysOfClient(client.id);
    expect(listed).toHaveLength(100);
    expect(listed.slice(0, maxActiveKeys).every(({ revokedAt }) => revokedAt === null)).toBe(true);
    await revokeKey(database, asking, listed[0]!.id);
    expect((await rotateKey(database, asking, {})).apiKey.clientId).toBe(client.id);
  });
});

describe("a key's name", () => {
  it.each(["", "two\nlines", "\u001B[2J", "x".repeat(101)])("must be printable: rejects %j", async (name) => {
    const { client } = await analyst();
    const added = addKey(database, department, { clientId: client.id, name });
    await expect(added).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
  });
});

describe("rotating a key", () => {
  it("creates a key of the same name, and the old key works for another day", async () => {
    const { client, key } = await analyst();
    const made = await rotateKey(database, await ask(key), {});
    expect(made.apiKey).toMatchObject({ clientId: client.id, name: "first", expiresAt: null });
    const end = later(made.apiKey.createdAt, 24 * hour);
    expect(made.replaced.expiresAt).toEqual(end);
    expect((await ask(key, later(end, -1))).clientId).toBe(client.id);
    await expect(ask(key, end)).rejects.toMatchObject(unauthenticated);
    expect((await ask(made.key, end)).clientId).toBe(client.id);
  });

  it("accepts an overlap from zero to thirty days", async () => {
    const { key } = await analyst();
    const next = await rotateKey(database, await ask(key), { overlapHours: 720 });
    expect(next.replaced.expiresAt).toEqual(later(next.apiKey.createdAt, 720 * hour));
    const { replaced, apiKey } = await rotateKey(database, await ask(next.key), { overlapHours: 0 });
    expect(replaced.expiresAt).toEqual(apiKey.createdAt);
    for (const overlapHours of [-1, 721, 1.5]) {
      await expect(rotateKey(database, await ask(key), { overlapHours })).rejects.toMatchObject({
        code: "BAD_ARGUMENT",
      });
    }
  });

  it("extends neither the old key nor the expiry that the client was given", async () => {
    const expiresAt = new Date("2100-01-01T00:00:00Z");
    const { key } = await createClient(database, department, { name: "Until", role: "ANALYST", expiresAt });
    expect((await rotateKey(database, await ask(key), {})).apiKey.expiresAt).toEqual(expiresAt);
    const ending = await rotateKey(database, await ask(key), { overlapHours: 720 });
    expect(ending.replaced.expiresAt!.getTime()).toBeLessThan(later(ending.apiKey.createdAt, 25 * hour).getTime());
    expect(ending.apiKey.expiresAt!.getTime()).toBeLessThan(later(ending.apiKey.createdAt, 25 * hour).getTime());
  });

  it("never creates a key that outlives the key of the request, whichever key is rotated", async () => {
    const { client, key } = await analyst();
    const lasting = await rotateKey(database, await ask(key), {});
    const { apiKey } = await rotateKey(database, await ask(key), { keyId: lasting.apiKey.id });
    expect(apiKey.expiresAt).toEqual(lasting.replaced.expiresAt);
    const again = await addKey(database, department, { clientId: client.id, name: "again" });
    expect((await rotateKey(database, await ask(again.key), { keyId: apiKey.id })).apiKey).toMatchObject({
      expiresAt: apiKey.expiresAt,
    });
    expect((await rotateKey(database, department, { keyId: again.apiKey.id })).apiKey.expiresAt).toBeNull();
  });

  it("is allowed for a client's own keys, for any key to the department, and for none with a token", async () => {
    const [one, other] = [await analyst(), await analyst()];
    const [otherKey] = await keysOfClient(other.client.id);
    const asking = await ask(one.key);
    const notFound = { code: "NOT_FOUND" };
    await expect(rotateKey(database, asking, { keyId: otherKey!.id })).rejects.toMatchObject(notFound);
    await expect(revokeKey(database, asking, otherKey!.id)).rejects.toMatchObject(notFound);
    expect((await keysOf(database, asking, [other.client.id]))[0]).toEqual([]);
    for (const viewer of [{ ...asking, keyId: null }, anonymous]) {
      await expect(rotateKey(database, viewer, { keyId: asking.keyId })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(revokeKey(database, viewer, asking.keyId!)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(addKey(database, asking, { clientId: one.client.id, name: "more" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await rotateKey(database, department, { keyId: otherKey!.id })).apiKey.clientId).toBe(other.client.id);
    await revokeKey(database, asking, asking.keyId!);
    await expect(ask(one.key)).rejects.toMatchObject(unauthenticated);
  });

  it("fails if the key of the request was revoked after it was authenticated", async () => {
    const { client, key } = await analyst();
    const lasting = await addKey(database, department, { clientId: client.id, name: "lasting" });
    const asking = await ask(key);
    await revokeKey(database, department, asking.keyId!);
    for (const keyId of [undefined, lasting.apiKey.id]) {
      await expect(rotateKey(database, asking, { keyId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await keysOfClient(client.id)).toHaveLength(2);
  });

  it("fails for a revoked or unknown key", async () => {
    const { client } = await analyst();
    const [key] = await keysOfClient(client.id);
    await revokeKey(database, department, key!.id);
    await expect(rotateKey(database, department, { keyId: key!.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(rotateKey(database, department, { keyId: "nonsense" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
