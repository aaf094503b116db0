// Which claim names the bearer: a system that got the token for itself, or a person.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subjectsOf } from "../../src/access/bearer.js";
import { createTokenClient, revokeClient } from "../../src/access/clients.js";
import { tokenReader } from "../../src/access/tokens.js";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { department } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import { claims, type Issuer, issuer, now, type SigningKey, sign, signingKey, startIssuer } from "./issuer.js";

describe("a token", () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ["of RFC 9068, whose subject is the client", { sub: "mis", client_id: "mis" }, ["client:mis", "mis"]],
    ["whose `azp` is its subject", { sub: "mis", azp: "mis" }, ["client:mis", "mis"]],
    ["with both", { sub: "mis", client_id: "mis", azp: "mis" }, ["client:mis", "mis"]],
    ["without a subject", { client_id: "mis" }, ["client:mis"]],
    ["of Auth0", { sub: "mis@clients", azp: "mis", gty: "client-credentials" }, ["client:mis", "mis@clients"]],
    ["of Entra ID", { sub: "0f-1e", azp: "mis", idtyp: "app" }, ["client:mis", "0f-1e"]],
  ])("%s names the system", (_kind, payload, subjects) => {
    expect(subjectsOf(payload)).toEqual(subjects);
  });

  it.each<[string, Record<string, unknown>]>([
    ["that names no system", { sub: "head" }],
    ["through a system", { sub: "head", client_id: "mis" }],
    ["through a system, with `azp`", { sub: "head", azp: "mis", auth_time: 1 }],
    ["through a system, of Auth0", { sub: "head", azp: "mis", gty: "password" }],
    ["through a system, of Entra ID", { sub: "head", azp: "mis", idtyp: "user" }],
  ])("of a person %s names the person", (_kind, payload) => {
    expect(subjectsOf(payload)).toEqual(["head"]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["two systems", { sub: "mis", client_id: "mis", azp: "other" }],
    ["two systems and a person", { sub: "head", client_id: "mis", azp: "other" }],
    ["nobody", {}],
    ["nobody, but a system through which a person may have signed in", { azp: "mis" }],
    ["a person by the name of the system", { sub: "mis", client_id: "mis", auth_time: 1_780_000_000 }],
    ["a person by the name of the system, with a session", { sub: "mis", azp: "mis", sid: "1" }],
    ["a session without a person", { client_id: "mis", sid: "1" }],
    ["a person who is called as a registered system", { sub: "client:mis" }],
    ["an empty person", { sub: "" }],
    ["a list of systems", { sub: "mis", client_id: ["mis", "other"] }],
    ["a system with a hidden character", { sub: "mis", client_id: "m\u200bis" }],
    ["an empty system", { sub: "mis", azp: "" }],
    ["a number", { sub: 7 }],
    ["a number with a system", { sub: 7, client_id: "mis" }],
  ])("that names %s is refused", (_what, payload) => {
    expect(subjectsOf(payload)).toBeNull();
  });
});

describe("a system's registered client", () => {
  let database: Database;
  let trusted: Issuer;
  let key: SigningKey;
  let read: (changes: Record<string, unknown>) => Promise<Viewer | null>;
  beforeAll(async () => {
    key = await signingKey("one");
    [database, trusted] = await Promise.all([testDatabase(), startIssuer([key])]);
    const reader = tokenReader(database, trusted.config);
    read = async (changes) => {
      const payload = claims({ kindred_role: undefined, ...changes });
      return reader(await sign(key, payload, { typ: "at+jwt" }), new Date(now * 1000));
    };
    const create = (name: string, subject: string) =>
      createTokenClient(database, department, { name, role: "MIS_VENDOR", subject });
    await create("A vendor", "client:mis");
    await create("Another vendor", "opaque-1");
    await revokeClient(database, department, (await create("Gone", "client:gone")).id);
  });
  afterAll(async () => {
    trusted.close();
    await database.close();
  });
  const nameOf = async (changes: Record<string, unknown>) => (await read(changes))?.name ?? null;

  it("is the bearer of the tokens that it got for itself, wherever the issuer puts its name", async () => {
    for (const own of [
      { sub: "mis", client_id: "mis" },
      { sub: "mis", azp: "mis" },
      { sub: undefined, client_id: "mis" },
      { sub: "opaque-2", azp: "mis", idtyp: "app" },
      { sub: "mis@clients", azp: "mis", gty: "client-credentials" },
    ]) {
      expect(await read(own)).toMatchObject({ name: "A vendor", role: "MIS_VENDOR", keyId: null });
    }
  });

  it("is not the bearer of a person's token, whatever the person is called", async () => {
    expect(await nameOf({ sub: "head", azp: "mis" })).toBeNull();
    expect(await nameOf({ sub: "mis" })).toBeNull();
    expect(await nameOf({ sub: "mis", azp: "portal" })).toBeNull();
    expect(await nameOf({ sub: "client:mis" })).toBeNull();
    expect(await nameOf({ sub: "mis", client_id: "mis", nonce: "n" })).toBeNull();
    const person = await read({ sub: "head", azp: "mis", kindred_role: "ANALYST" });
    expect(person).toMatchObject({ clientId: null, role: "ANALYST", name: `${issuer} head` });
  });

  it("is refused if the token names another client too, or the client is revoked", async () => {
    expect(await nameOf({ sub: "opaque-1" })).toBe("Another vendor");
    expect(await nameOf({ sub: "opaque-1", azp: "portal" })).toBe("Another vendor");
    expect(await nameOf({ sub: "opaque-1", azp: "mis", idtyp: "app" })).toBeNull();
    expect(await nameOf({ sub: "gone", client_id: "gone" })).toBeNull();
  });

  it("is Ofsted if the token names Ofsted, also as the system", async () => {
    expect(await read({ sub: "mis", client_id: "mis", roles: ["ofsted"] })).toMatchObject({ role: "OFSTED" });
    const inspectors = { sub: "ofsted-portal", client_id: "ofsted-portal", kindred_role: "ANALYST" };
    expect(await read(inspectors)).toMatchObject({ role: "OFSTED" });
    expect(await read({ sub: "head", azp: "Of-sted portal", kindred_role: "ANALYST" })).toMatchObject({
      role: "OFSTED",
    });
  });

  it("that is not registered is what its claims say", async () => {
    const own = { sub: "new", client_id: "new" };
    expect(await read(own)).toBeNull();
    expect(await read({ ...own, kindred_role: "DEPARTMENT" })).toBeNull();
    expect(await read({ ...own, kindred_role: "MIS_VENDOR" })).toMatchObject({
      clientId: null,
      role: "MIS_VENDOR",
      grants: [],
      name: `${issuer} client:new`,
    });
  });
});
