// A token's claims and its registered client: the less privileged of the two roles applies.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readClaims } from "../../src/access/claims.js";
import { createTokenClient, revokeClient } from "../../src/access/clients.js";
import { grantCapability } from "../../src/access/grants.js";
import { tokenReader } from "../../src/access/tokens.js";
import { everySchool, scopeOf, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { buildCountry, department } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import { claims, type Issuer, issuer, now, type SigningKey, sign, signingKey, startIssuer } from "./issuer.js";

const school = { kindred_role: "SCHOOL", kindred_urn: 100_001 };
const roleOf = (given: Record<string, unknown>) => readClaims({ sub: "x", ...given })?.role;

describe("claims", () => {
  it.each([
    [school, "SCHOOL", { urn: 100_001 }],
    [{ kindred_role: "TRUST", kindred_trust: 5001 }, "TRUST", { trustCode: 5001 }],
    [{ kindred_role: ["LOCAL_AUTHORITY"], kindred_la: 301 }, "LOCAL_AUTHORITY", { laCode: 301 }],
    [{ kindred_role: "MIS_VENDOR" }, "MIS_VENDOR", {}],
    [{}, null, {}],
  ])("%j give the role %s and the identity %j", (given, role, identity) => {
    expect(readClaims({ sub: "x", ...given })).toEqual({
      role,
      identity: { ...everySchool, ...identity },
    });
  });

  it.each([
    [["DEPARTMENT", "ANALYST"], "ANALYST"],
    [["ANALYST", "MIS_VENDOR", "DEPARTMENT"], "MIS_VENDOR"],
    [["DEPARTMENT", "OFSTED"], "OFSTED"],
  ])("with the roles %j give the least privileged, %s", (roles, role) => {
    expect(roleOf({ kindred_role: roles })).toBe(role);
  });

  it("with the roles of a school and its trust give the school", () => {
    const both = { kindred_role: ["TRUST", "SCHOOL"], kindred_urn: 100_001, kindred_trust: 5001 };
    expect(readClaims({ sub: "x", ...both })).toMatchObject({ role: "SCHOOL", identity: { trustCode: null } });
  });

  it.each([
    { kindred_role: ["DEPARTMENT", "ofsted"] },
    { kindred_role: "DEPARTMENT", scope: "openid Ofsted.read" },
    { kindred_role: "DEPARTMENT", scp: ["kindred", "OFSTED"] },
    { kindred_role: "DEPARTMENT", roles: ["inspector@ofsted"] },
    { kindred_role: "DEPARTMENT", groups: ["/Ofsted/South"] },
    { kindred_role: "DEPARTMENT", realm_access: { roles: ["OFSTED_INSPECTOR"] } },
    { kindred_role: "DEPARTMENT", resource_access: { portal: { roles: ["ofsted"] } } },
    { kindred_role: "DEPARTMENT", "cognito:groups": ["Ofsted"] },
    { kindred_role: "DEPARTMENT", "https://login.example/roles": [[{ name: "ofsted" }]] },
    { kindred_role: "DEPARTMENT", permissions: ["read:ofsted"] },
    { kindred_role: "DEPARTMENT", kindred_roles: "OFSTED" },
    { kindred_role: "DEPARTMENT", groups: ["ＯＦＳＴＥＤ"] },
    { kindred_role: "DEPARTMENT", groups: ["Of\u200Bs\u00ADted", "Öfſted"] },
    { ...school, scope: "ofsted", kindred_urn: "nonsense" },
    { kindred_role: "DEPARTMENT", organisation: { name: "Office for Standards in Education" } },
    { kindred_role: "DEPARTMENT", profile: { email: "somebody@0fsted.gov.uk" } },
  ])("that name Ofsted as role, organisation or e-mail domain give Ofsted: %j", (given) => {
    expect(readClaims({ sub: "x", ...given })).toEqual({ role: "OFSTED", identity: everySchool });
  });

  it("that mention Ofsted elsewhere, or a similar word, keep their role", () => {
    const letter = { email: "ofsted.liaison@school.example", groups: ["Head of Stedham"] };
    expect(roleOf({ kindred_role: "ANALYST", ...letter })).toBe("ANALYST");
  });

  it.each([
    { kindred_role: "HEAD" },
    { kindred_role: ["ANALYST", "HEAD"] },
    { kindred_role: "analyst" },
    { kindred_role: [] },
    { kindred_role: { role: "ANALYST" } },
    { kindred_role: "ANONYMOUS" },
    { kindred_role: "SCHOOL" },
    { ...school, kindred_urn: "100001" },
    { ...school, kindred_urn: [100_001, 100_002] },
    { ...school, kindred_urn: 7 },
    { ...school, kindred_urn: 100_001.5 },
    { ...school, kindred_urn: 1e300 },
    { ...school, kindred_urn: true },
    { kindred_role: "TRUST", kindred_trust: -0 },
    { kindred_role: "LOCAL_AUTHORITY", kindred_la: 2 ** 31 },
    { ...school, kindred_trust: 5001 },
    { kindred_role: "ANALYST", kindred_la: 301 },
    { kindred_urn: 100_001 },
    { kindred_role: ["SCHOOL", "TRUST"], kindred_urn: 100_001 },
  ])("that contradict each other or have the wrong type give null: %j", (given) => {
    expect(readClaims({ sub: "x", ...given })).toBeNull();
  });
});

describe("the bearer of a token", () => {
  let database: Database;
  let trusted: Issuer;
  let key: SigningKey;
  let read: (changes: Record<string, unknown>) => Promise<Viewer | null>;
  beforeAll(async () => {
    key = await signingKey("one");
    [database, trusted] = await Promise.all([testDatabase(), startIssuer([key])]);
    await buildCountry(database);
    const reader = tokenReader(database, trusted.config);
    read = async (changes) =>
      reader(await sign(key, claims({ kindred_role: undefined, ...changes })), new Date(now * 1000));
    const make = (role: "ANALYST" | "TRUST" | "SCHOOL" | "DEPARTMENT" | "OFSTED", identity = {}) =>
      createTokenClient(database, department, { name: `The ${role}`, role, subject: role.toLowerCase(), ...identity });
    const analyst = await make("ANALYST");
    const trust = await make("TRUST", { trustCode: 5001 });
    await make("SCHOOL", { urn: 100_001 });
    await make("DEPARTMENT");
    await make("OFSTED");
    const gone = await createTokenClient(database, department, { name: "Gone", role: "ANALYST", subject: "gone" });
    await revokeClient(database, department, gone.id);
    await grantCapability(database, department, { clientId: analyst.id, capability: "TARGETS" });
    await grantCapability(database, department, { clientId: trust.id, capability: "TARGETS", urn: 100_002 });
  });
  afterAll(async () => {
    trusted.close();
    await database.close();
  });

  it("is the viewer of the claims, without grants, if there is no registered client", async () => {
    expect(await read({ ...school, sub: "head" })).toEqual({
      role: "SCHOOL",
      clientId: null,
      keyId: null,
      name: `${issuer} head`,
      ...everySchool,
      urn: 100_001,
      grants: [],
    });
    const analyst = await read({ sub: "stranger", kindred_role: "ANALYST" });
    expect(scopeOf(analyst!, "TARGETS")).toEqual([]);
    expect(await read({ sub: "stranger" })).toBeNull();
    expect(await read({ sub: "stranger", kindred_role: "DEPARTMENT" })).toBeNull();
  });

  it("keeps its role if a title mentions Ofsted, and the log warns once without the title's text", async () => {
    const lines: [object, string][] = [];
    const logger = { warn: (about: object, text: string) => void lines.push([about, text]) };
    const reader = tokenReader(database, trusted.config, {}, logger as never);
    const readLogged = async (changes: object) =>
      reader(await sign(key, claims({ kindred_role: undefined, ...changes })), new Date(now * 1000));
    const head = { ...school, sub: "head", title: "Ofsted nominee" };
    expect(await readLogged(head)).toMatchObject({ role: "SCHOOL", urn: 100_001 });
    expect(await readLogged(head)).toMatchObject({ role: "SCHOOL", urn: 100_001 });
    await readLogged({ ...school, sub: "other head" });
    await readLogged({ sub: "inspector", roles: ["Ofsted"], title: "Ofsted inspector" });
    expect(lines).toEqual([
      [
        { client: `${issuer} head`, clientId: null, claims: ["title"] },
        expect.stringContaining("check who the bearer is"),
      ],
    ]);
  });

  it("has the name and grants of its registered client, and its role if the token names none", async () => {
    const viewer = await read({ sub: "analyst" });
    expect(viewer).toMatchObject({ role: "ANALYST", name: "The ANALYST", keyId: null, clientId: expect.any(String) });
    expect(scopeOf(viewer!, "TARGETS")).toEqual([everySchool]);
    expect(await read({ sub: "analyst", kindred_role: "DEPARTMENT" })).toEqual(viewer);
  });

  it.each([
    ["department", { kindred_role: "ANALYST" }, "ANALYST"],
    ["department", { kindred_role: "OFSTED" }, "OFSTED"],
    ["analyst", { kindred_role: "MIS_VENDOR" }, "MIS_VENDOR"],
    ["analyst", { kindred_role: "ANALYST", scope: "ofsted" }, "OFSTED"],
    ["ofsted", { kindred_role: "DEPARTMENT" }, "OFSTED"],
    ["school", { kindred_role: "MIS_VENDOR" }, "MIS_VENDOR"],
    ["trust", { kindred_role: "MIS_VENDOR" }, "MIS_VENDOR"],
    ["school", { kindred_role: "TRUST", kindred_trust: 5001 }, "SCHOOL"],
  ])("of client %s with the claims %j has the role %s and reads no more than before", async (sub, given, role) => {
    const viewer = await read({ sub, ...given });
    expect(viewer).toMatchObject({ role, name: `The ${sub.toUpperCase()}` });
    if (viewer?.role !== "SCHOOL") expect(scopeOf(viewer!, "TARGETS")).toEqual([]);
    if (role === "OFSTED") expect(viewer?.grants).toEqual([]);
  });

  it.each([
    ["school", { ...school, kindred_urn: 100_002 }],
    ["trust", { kindred_role: "TRUST", kindred_trust: 5002 }],
    ["trust", school],
    ["analyst", school],
    ["gone", {}],
    ["gone", { kindred_role: "OFSTED" }],
  ])("of client %s is rejected with the claims %j", async (sub, given) => {
    expect(await read({ sub, ...given })).toBeNull();
  });
});
