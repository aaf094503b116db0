import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, createTokenClient, listClients, revokeClient } from "../../src/access/clients.js";
import { anonymous } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { buildCountry, department } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
});
afterAll(() => database.close());

describe("a client", () => {
  it.each([
    [{ name: "x", role: "SCHOOL" }, "urn: a client of role SCHOOL needs it"],
    [{ name: "x", role: "ANALYST", urn: 100_001 }, "urn: a client of role ANALYST cannot have one"],
    [{ name: "x", role: "SCHOOL", urn: 100_061 }, "urn: the directory has no 100061"],
    [{ name: "x", role: "TRUST", trustCode: 5002 }, "trustCode: the directory has no 5002"],
    [{ name: "x", role: "LOCAL_AUTHORITY", laCode: 999 }, "laCode: the directory has no 999"],
    [{ name: " ", role: "ANALYST" }, "name:"],
    [{ name: "x\nDEPARTMENT  y", role: "ANALYST" }, "name: must be 1 to 200 printable characters"],
    [{ name: "x\u202Ey", role: "ANALYST" }, "name:"],
    [{ name: "x".repeat(201), role: "ANALYST" }, "name:"],
    [{ name: "x", role: "ANONYMOUS" }, "role:"],
  ])("is rejected if it does not fit its role or the directory: %j", async (request, message) => {
    await expect(createClient(database, department, request as never)).rejects.toThrow(message);
  });

  it("can only be created, listed and revoked by the department", async () => {
    const viewer = { ...anonymous, role: "ANALYST" } as const;
    const refused = { code: "FORBIDDEN" };
    await expect(createClient(database, viewer, { name: "x", role: "ANALYST" })).rejects.toMatchObject(refused);
    await expect(
      createTokenClient(database, viewer, { name: "x", role: "ANALYST", subject: "x" }),
    ).rejects.toMatchObject(refused);
    await expect(listClients(database, viewer, { first: 1 })).rejects.toMatchObject(refused);
    await expect(revokeClient(database, viewer, "x")).rejects.toMatchObject(refused);
    await expect(revokeClient(database, department, "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("with tokens has a unique subject and no key", async () => {
    const request = { name: "Dashboard", role: "ANALYST", subject: "dashboard@example" } as const;
    const client = await createTokenClient(database, department, request);
    expect(client.subject).toBe("dashboard@example");
    expect(await database.query("SELECT 1 FROM api_key WHERE client_id = $1", [client.id])).toEqual([]);
    await revokeClient(database, department, client.id);
    await expect(createTokenClient(database, department, request)).rejects.toMatchObject({ code: "CONFLICT" });
    for (const subject of ["", "a\0b", "x".repeat(256)]) {
      const created = createTokenClient(database, department, { ...request, subject });
      await expect(created).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    }
  });
});

describe("the database", () => {
  const make = async (role: string, identity: { urn?: number; trust_code?: number } = {}) => {
    const id = randomUUID();
    await database.query("INSERT INTO client (id, name, role, urn, trust_code) VALUES ($1, 'x', $2, $3, $4)", [
      id,
      role,
      identity.urn ?? null,
      identity.trust_code ?? null,
    ]);
    return id;
  };
  const grant = (id: string, schools: { urn?: number; trust_code?: number; la_code?: number } = {}) =>
    database.query(
      `INSERT INTO "grant" (id, client_id, capability, urn, trust_code, la_code) VALUES ($1, $2, 'TARGETS', $3, $4, $5)`,
      [randomUUID(), id, schools.urn ?? null, schools.trust_code ?? null, schools.la_code ?? null],
    );

  it.each(["OFSTED", "SCHOOL", "DEPARTMENT"])(
    "rejects a grant to a client of role %s, also by transfer",
    async (role) => {
      const id = await make(role, role === "SCHOOL" ? { urn: 100_001 } : {});
      await expect(grant(id)).rejects.toThrow(`a client of role ${role} can hold no grant`);
      await expect(grant(id, { urn: 100_001 })).rejects.toThrow("can hold no grant");
      const holder = await make("ANALYST");
      await grant(holder);
      await expect(
        database.query(`UPDATE "grant" SET client_id = $1 WHERE client_id = $2`, [id, holder]),
      ).rejects.toThrow("can hold no grant");
    },
  );

  it.each([
    ["role", "'DEPARTMENT'"],
    ["urn", "100001"],
    ["trust_code", "5001"],
    ["subject", "'another'"],
  ])("rejects a change of a client's %s", async (column, value) => {
    for (const role of ["OFSTED", "ANALYST"]) {
      const id = await make(role);
      await expect(database.query(`UPDATE client SET ${column} = ${value} WHERE id = $1`, [id])).rejects.toThrow(
        "a client's role, identity and subject never change",
      );
    }
  });

  it("rejects unknown roles, and roles without their identity or with another", async () => {
    await expect(make("HEAD")).rejects.toThrow("client_role_known");
    await expect(make("SCHOOL")).rejects.toThrow("client_role_known");
    await expect(make("OFSTED", { urn: 100_001 })).rejects.toThrow("client_role_known");
  });

  it("accepts a vendor's grant only for one school, a grant with at most one of the codes, and no duplicates", async () => {
    const vendor = await make("MIS_VENDOR");
    await expect(grant(vendor)).rejects.toThrow("a vendor's grant names one school");
    await expect(grant(vendor, { trust_code: 5001 })).rejects.toThrow("a vendor's grant names one school");
    const analyst = await make("ANALYST");
    await expect(grant(analyst, { urn: 100_001, la_code: 301 })).rejects.toThrow("grant_about_one");
    await grant(analyst);
    await expect(grant(analyst)).rejects.toThrow("grant_once");
    await grant(analyst, { la_code: 301 });
    await grant(analyst, { trust_code: 301 });
    await expect(grant(analyst, { la_code: 301 })).rejects.toThrow("grant_once");
  });
});
