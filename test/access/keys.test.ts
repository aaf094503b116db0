import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, listClients, revokeClient } from "../../src/access/clients.js";
import { newKey, viewerOf } from "../../src/access/keys.js";
import { anonymous } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { department } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const now = new Date("2026-06-01T12:00:00Z");

describe("a key", () => {
  it("is kept as a hash, and tells who asks", async () => {
    const { client, key } = await createClient(database, department, {
      name: "A school",
      role: "SCHOOL",
      urn: 100_001,
    });
    expect(key).toMatch(/^kindred_[\w-]{43}$/);
    const [stored] = await database.query("SELECT row_to_json(api_key)::text AS row FROM api_key");
    expect(JSON.stringify(stored)).not.toContain(key.slice(8));
    expect(await viewerOf(database, `Bearer ${key}`, now)).toEqual({
      role: "SCHOOL",
      clientId: client.id,
      name: "A school",
      urn: 100_001,
      trustCode: null,
      laCode: null,
      grants: [],
    });
  });

  it("stops working when it expires and when its client is revoked", async () => {
    const expiresAt = new Date("2026-06-01T12:00:01Z");
    const short = await createClient(database, department, { name: "Short", role: "ANALYST", expiresAt });
    expect((await viewerOf(database, `Bearer ${short.key}`, now)).role).toBe("ANALYST");
    await expect(viewerOf(database, `Bearer ${short.key}`, expiresAt)).rejects.toThrow(/not 'Bearer'/);
    const { client, key } = await createClient(database, department, { name: "Gone", role: "ANALYST" });
    await revokeClient(database, department, client.id);
    await expect(viewerOf(database, `Bearer ${key}`, now)).rejects.toThrow(/not revoked/);
  });

  it.each(["", "Bearer", "Bearer x", "Basic YTpi", `bearer ${newKey()}`, `Bearer ${newKey()}`, `Bearer ${newKey()} `])(
    "that reads '%s' is refused, never taken for nobody's",
    async (authorization) => {
      await expect(viewerOf(database, authorization, now)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    },
  );

  it("is not needed: without one, anyone asks", async () => {
    expect(await viewerOf(database, null, now)).toBe(anonymous);
  });
});

describe("a client", () => {
  it.each([
    [{ name: "x", role: "SCHOOL" }, "urn: a client of role SCHOOL needs it"],
    [{ name: "x", role: "ANALYST", urn: 100_001 }, "urn: a client of role ANALYST has none"],
    [{ name: " ", role: "ANALYST" }, "name:"],
    [{ name: "x", role: "ANONYMOUS" }, "role:"],
  ])("that does not fit its role is refused: %j", async (request, message) => {
    await expect(createClient(database, department, request as never)).rejects.toThrow(message);
  });

  it("is the department's to make, list and revoke", async () => {
    const viewer = { ...anonymous, role: "ANALYST" } as const;
    const refused = { code: "FORBIDDEN" };
    await expect(createClient(database, viewer, { name: "x", role: "ANALYST" })).rejects.toMatchObject(refused);
    await expect(listClients(database, viewer, { limit: 1 })).rejects.toMatchObject(refused);
    await expect(revokeClient(database, viewer, "x")).rejects.toMatchObject(refused);
    await expect(revokeClient(database, department, "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
