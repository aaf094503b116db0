import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { createClient, listVendors, revokeClient } from "../../src/access/clients.js";
import { disclose } from "../../src/access/disclosure.js";
import { findGrants, grantCapability, grantsOf, revokeGrant } from "../../src/access/grants.js";
import {
  anonymous,
  everySchool,
  inScope,
  type Role,
  roles,
  type SchoolSet,
  scopeOf,
  type Viewer,
} from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { buildCountry, type Clients, department, makeClients } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
});
beforeEach(() => database.query(`DELETE FROM "grant"`));
afterAll(() => database.close());

const school: Viewer = { ...anonymous, role: "SCHOOL", urn: 100_001 };
const other: Viewer = { ...anonymous, role: "SCHOOL", urn: 100_002 };
const capability = "TARGETS";
const everything = { first: 100 };
type Holder = "TRUST" | "LOCAL_AUTHORITY" | "ANALYST";

const grant = (viewer: Viewer, role: keyof Clients, schools: Partial<SchoolSet> = {}) =>
  grantCapability(database, viewer, { clientId: clients[role].id, capability, ...schools });

/** URNs that a client may read, of two schools: one in trust 5001 and authority 301, one in no trust and authority 302. */
async function readableBy(role: keyof Clients): Promise<number[]> {
  const viewer = await authenticator(database)(`Bearer ${clients[role].key}`, new Date());
  const schools = [
    { urn: 100_001, trustCode: 5001, laCode: 301 },
    { urn: 100_002, trustCode: null, laCode: 302 },
  ];
  return schools.filter((school) => inScope(scopeOf(viewer, capability), school)).map(({ urn }) => urn);
}

describe("a grant by the department", () => {
  it.each<[Holder, Partial<SchoolSet>, number[]]>([
    ["TRUST", {}, [100_001]],
    ["TRUST", { trustCode: 5001 }, [100_001]],
    ["TRUST", { laCode: 301 }, [100_001]],
    ["TRUST", { laCode: 302 }, []],
    ["TRUST", { urn: 100_002 }, []],
    ["LOCAL_AUTHORITY", {}, [100_001]],
    ["LOCAL_AUTHORITY", { trustCode: 5001 }, [100_001]],
    ["LOCAL_AUTHORITY", { urn: 100_002 }, []],
    ["ANALYST", {}, [100_001, 100_002]],
    ["ANALYST", { urn: 100_002 }, [100_002]],
    ["ANALYST", { laCode: 302 }, [100_002]],
    ["ANALYST", { trustCode: 5001 }, [100_001]],
  ])("to a client of role %s for %j makes %j readable", async (role, schools, readable) => {
    expect(await readableBy(role)).toEqual([]);
    const { id } = await grant(department, role, schools);
    expect(await readableBy(role)).toEqual(readable);
    await revokeGrant(database, department, id);
    expect(await readableBy(role)).toEqual([]);
  });

  it("names at most one code, which the directory has and the client's own scope includes", async () => {
    const refused = { code: "BAD_ARGUMENT" };
    await expect(grant(department, "ANALYST", { urn: 100_001, laCode: 301 })).rejects.toMatchObject(refused);
    await expect(grant(department, "ANALYST", { urn: 100_061 })).rejects.toMatchObject(refused);
    await expect(grant(department, "LOCAL_AUTHORITY", { laCode: 302 })).rejects.toMatchObject(refused);
  });

  it("is stored once, however often it is made", async () => {
    const first = await grant(department, "ANALYST");
    expect(await grant(department, "ANALYST")).toEqual(first);
    expect((await grant(department, "ANALYST", { laCode: 301 })).id).not.toBe(first.id);
    expect(await findGrants(database, department, everything)).toHaveLength(2);
  });

  it.each(["OFSTED", "SCHOOL", "MIS_VENDOR", "DEPARTMENT"] as const)(
    "cannot go to a client of role %s",
    async (role) => {
      await expect(grant(department, role, { urn: 100_001 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    },
  );
});

describe("a school", () => {
  it("grants a vendor access to its own data only, and revokes it at once", async () => {
    const { id } = await grant(school, "MIS_VENDOR", { urn: 100_001 });
    expect(await readableBy("MIS_VENDOR")).toEqual([100_001]);
    await expect(revokeGrant(database, other, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await revokeGrant(database, school, id);
    expect(await readableBy("MIS_VENDOR")).toEqual([]);
    for (const schools of [{ urn: 100_002 }, { trustCode: 5001 }, { laCode: 301 }]) {
      await expect(grant(school, "MIS_VENDOR", schools)).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    }
    for (const role of ["TRUST", "ANALYST", "OFSTED"] as const) {
      await expect(grant(school, role)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("sees and revokes only vendors' grants for itself", async () => {
    const own = await grant(school, "MIS_VENDOR");
    await grant(other, "MIS_VENDOR");
    const analysts = await grant(department, "ANALYST", { urn: 100_001 });
    await grant(department, "TRUST");
    expect(await findGrants(database, school, everything)).toEqual([own]);
    await expect(revokeGrant(database, school, analysts.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a viewer's scope", () => {
  /** Few codes, so that they often coincide; some are not in the directory. */
  const codes = (...some: number[]) => fc.constantFrom<(number | null)[]>(null, ...some);
  const schools = fc.record({
    urn: codes(100_001, 100_002, 100_003, 100_999),
    trustCode: codes(5001, 5002),
    laCode: codes(301, 302),
  });
  const viewers = fc.record({
    role: fc.constantFrom(...roles),
    identity: schools,
    grants: fc.array(fc.record({ capability: fc.constantFrom("TARGETS", "PARTNERSHIPS"), of: schools }), {
      maxLength: 4,
    }),
  });

  it("is the same in the rules and in the database, for any grants", async () => {
    const directory = await database.query<SchoolSet & { urn: number }>(
      `SELECT urn, trust_code AS "trustCode", la_code AS "laCode" FROM school`,
    );
    const urns = directory.map(({ urn }) => urn);
    await fc.assert(
      fc.asyncProperty(viewers, async ({ role, identity, grants }) => {
        const granted = grants.map(({ capability, of }) => ({ capability, ...of }));
        const viewer: Viewer = { ...anonymous, role, ...identity, grants: granted };
        const scope = scopeOf(viewer, "TARGETS");
        const rows = await disclose(database, {
          viewer,
          scope,
          urns,
          subject: "target",
          select: (from) => from.selectFrom("scoped").select("urn"),
        });
        const allowed = directory.filter((school) => inScope(scope, school)).map(({ urn }) => urn);
        expect(rows.map(({ urn }) => urn).toSorted()).toEqual(allowed.toSorted());
        const isOwn = (school: SchoolSet, name: keyof SchoolSet) =>
          identity[name] !== null && school[name] === identity[name];
        const limits: Partial<Record<Role, (school: SchoolSet & { urn: number }) => boolean>> = {
          DEPARTMENT: () => true,
          ANALYST: () => granted.some(({ capability }) => capability === "TARGETS"),
          SCHOOL: (school) => isOwn(school, "urn"),
          TRUST: (school) => isOwn(school, "trustCode"),
          LOCAL_AUTHORITY: (school) => isOwn(school, "laCode"),
          MIS_VENDOR: (school) => granted.some(({ urn }) => urn === school.urn),
        };
        for (const school of directory) if (allowed.includes(school.urn)) expect(limits[role]?.(school)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a vendor of thousands of schools", () => {
  it("has its grants read once, not once for each field", () => {
    let readings = 0;
    const grants = Array.from({ length: 2_000 }, (_, index) => ({
      ...({ capability, trustCode: null, laCode: null } as const),
      get urn() {
        readings += 1;
        return 100_001 + index;
      },
    }));
    const viewer: Viewer = { ...anonymous, role: "MIS_VENDOR", grants };
    const readable = (urn: number) => inScope(scopeOf(viewer, capability), { ...everySchool, urn });
    expect(Array.from({ length: 3_000 }, (_, index) => readable(100_001 + index)).filter(Boolean)).toHaveLength(2_000);
    expect(readings).toBeLessThanOrEqual(2 * 2_000);
  });
});

describe("the list of grants", () => {
  it("is paged, newest first, with each grant once", async () => {
    for (let urn = 100_001; urn <= 100_005; urn++) await grant({ ...school, urn }, "MIS_VENDOR");
    await grant(department, "ANALYST");
    const seen: (number | null)[] = [];
    let after: { at: Date; id: string } | undefined;
    for (;;) {
      const page = await findGrants(database, department, { first: 2, after, clientId: clients.MIS_VENDOR.id });
      seen.push(...page.slice(0, 2).map(({ urn }) => urn));
      if (page.length <= 2) break;
      after = { at: page[1]!.createdAt, id: page[1]!.id };
    }
    expect(seen.toSorted()).toEqual([100_001, 100_002, 100_003, 100_004, 100_005]);
    const [vendors, none] = await grantsOf(database, department, [clients.MIS_VENDOR.id, clients.TRUST.id]);
    expect([vendors?.length, none]).toEqual([5, []]);
  });

  it("can be limited to a client, a capability and a school", async () => {
    await grant(school, "MIS_VENDOR");
    await grant(other, "MIS_VENDOR");
    await grantCapability(database, other, { clientId: clients.MIS_VENDOR.id, capability: "ATTENDANCE" });
    const found = async (filter: Parameters<typeof findGrants>[2] | object) =>
      (await findGrants(database, department, { ...everything, ...filter })).map(({ capability, urn }) => [
        capability,
        urn,
      ]);
    expect(await found({ capability: "ATTENDANCE" })).toEqual([["ATTENDANCE", 100_002]]);
    expect(await found({ urn: 100_001 })).toEqual([["TARGETS", 100_001]]);
    expect(await found({ urn: 100_001, capability: "ATTENDANCE" })).toEqual([]);
    expect(await found({ clientId: clients.TRUST.id })).toEqual([]);
    expect(await findGrants(database, school, { ...everything, urn: 100_002 })).toEqual([]);
  });

  it("is for schools and the department only", async () => {
    for (const role of ["ANONYMOUS", "OFSTED", "TRUST", "MIS_VENDOR", "ANALYST"] as const) {
      const viewer = { ...anonymous, role };
      await expect(findGrants(database, viewer, everything)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(grantsOf(database, viewer, [clients.TRUST.id])).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(grant(viewer, "MIS_VENDOR")).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});

describe("the list of vendors", () => {
  const list = (page: object, viewer = school) => listVendors(database, viewer, { first: 2, ...page });

  it("is ordered by name, paged, limited by a part of the name, and without those revoked", async () => {
    const names = ["alpha MIS", "Beta_MIS", "beta 100%", "Gamma"];
    const made: Record<string, string> = {};
    for (const name of names) {
      const { client } = await createClient(database, department, { name, role: "MIS_VENDOR" });
      made[name] = client.id;
    }
    await revokeClient(database, department, made.Gamma!);
    const all = (await list({ first: 100 })).map(({ id }) => id);
    expect(all.toSorted()).toEqual(
      [clients.MIS_VENDOR.id, ...names.filter((name) => name !== "Gamma").map((name) => made[name]!)].toSorted(),
    );
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await list({ first: 1, after });
      seen.push(page[0]!.id);
      if (page.length === 1) break;
      after = page[0]!.id;
    }
    expect(seen).toEqual(all);
    const named = async (filter: string) => (await list({ first: 100, filter })).map(({ name }) => name).toSorted();
    expect(await named("BETA")).toEqual(["Beta_MIS", "beta 100%"]);
    expect(await named("%")).toEqual(["beta 100%"]);
    expect(await named("a_m")).toEqual(["Beta_MIS"]);
    expect(await named("nobody")).toEqual([]);
  });

  it("is for schools and the department only", async () => {
    expect((await list({}, department)).length).toBeGreaterThan(0);
    for (const role of ["ANONYMOUS", "OFSTED", "TRUST", "MIS_VENDOR", "ANALYST"] as const) {
      await expect(list({}, { ...anonymous, role })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});
