import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { disclose } from "../../src/access/disclosure.js";
import { findGrants, grantCapability, grantsOf, revokeGrant } from "../../src/access/grants.js";
import { anonymous, inScope, type Role, roles, type SchoolSet, scopeOf, type Viewer } from "../../src/access/viewer.js";
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

/** Of two schools: one of trust 5001 and authority 301, one of no trust and authority 302. */
async function read(role: keyof Clients): Promise<number[]> {
  const viewer = await authenticator(database)(`Bearer ${clients[role].key}`, new Date());
  const schools = [
    { urn: 100_001, trustCode: 5001, laCode: 301 },
    { urn: 100_002, trustCode: null, laCode: 302 },
  ];
  return schools.filter((each) => inScope(scopeOf(viewer, capability), each)).map(({ urn }) => urn);
}

describe("a grant of the department", () => {
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
  ])("lets a client of role %s given %j read of %j", async (role, schools, readable) => {
    expect(await read(role)).toEqual([]);
    const { id } = await grant(department, role, schools);
    expect(await read(role)).toEqual(readable);
    await revokeGrant(database, department, id);
    expect(await read(role)).toEqual([]);
  });

  it("is about one thing that the directory has, and within the client's own", async () => {
    const refused = { code: "BAD_ARGUMENT" };
    await expect(grant(department, "ANALYST", { urn: 100_001, laCode: 301 })).rejects.toMatchObject(refused);
    await expect(grant(department, "ANALYST", { urn: 100_061 })).rejects.toMatchObject(refused);
    await expect(grant(department, "LOCAL_AUTHORITY", { laCode: 302 })).rejects.toMatchObject(refused);
  });

  it("is one grant, however often it is given", async () => {
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
  it("lets a vendor read of itself and of no other, and ends it at once", async () => {
    const { id } = await grant(school, "MIS_VENDOR", { urn: 100_001 });
    expect(await read("MIS_VENDOR")).toEqual([100_001]);
    await expect(revokeGrant(database, other, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await revokeGrant(database, school, id);
    expect(await read("MIS_VENDOR")).toEqual([]);
    for (const schools of [{ urn: 100_002 }, { trustCode: 5001 }, { laCode: 301 }]) {
      await expect(grant(school, "MIS_VENDOR", schools)).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    }
    for (const role of ["TRUST", "ANALYST", "OFSTED"] as const) {
      await expect(grant(school, role)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("is told of vendors' grants about itself and of no others, and ends no others", async () => {
    const own = await grant(school, "MIS_VENDOR");
    await grant(other, "MIS_VENDOR");
    const analysts = await grant(department, "ANALYST", { urn: 100_001 });
    await grant(department, "TRUST");
    expect(await findGrants(database, school, everything)).toEqual([own]);
    await expect(revokeGrant(database, school, analysts.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a viewer's scope", () => {
  /** Of a few numbers, so that they meet: the directory's, and some that it has not. */
  const numbers = (...some: number[]) => fc.constantFrom<(number | null)[]>(null, ...some);
  const schools = fc.record({
    urn: numbers(100_001, 100_002, 100_003, 100_999),
    trustCode: numbers(5001, 5002),
    laCode: numbers(301, 302),
  });
  const viewers = fc.record({
    role: fc.constantFrom(...roles),
    identity: schools,
    grants: fc.array(fc.record({ capability: fc.constantFrom("TARGETS", "PARTNERSHIPS"), of: schools }), {
      maxLength: 4,
    }),
  });

  it("is the same to the rules before each field and to the database, whatever was granted", async () => {
    const directory = await database.query<SchoolSet & { urn: number }>(
      `SELECT urn, trust_code AS "trustCode", la_code AS "laCode" FROM school`,
    );
    const urns = directory.map(({ urn }) => urn);
    await fc.assert(
      fc.asyncProperty(viewers, async ({ role, identity, grants }) => {
        const held = grants.map(({ capability, of }) => ({ capability, ...of }));
        const viewer: Viewer = { ...anonymous, role, ...identity, grants: held };
        const scope = scopeOf(viewer, "TARGETS");
        const select = "SELECT urn FROM scoped";
        const rows = await disclose<{ urn: number }>(database, {
          viewer,
          scope,
          urns,
          subject: "target",
          select,
          parameters: [],
        });
        const allowed = directory.filter((each) => inScope(scope, each)).map(({ urn }) => urn);
        expect(rows.map(({ urn }) => urn).toSorted()).toEqual(allowed.toSorted());
        const mine = (each: SchoolSet, name: keyof SchoolSet) =>
          identity[name] !== null && each[name] === identity[name];
        const within: Partial<Record<Role, (each: SchoolSet & { urn: number }) => boolean>> = {
          DEPARTMENT: () => true,
          ANALYST: () => held.some(({ capability }) => capability === "TARGETS"),
          SCHOOL: (each) => mine(each, "urn"),
          TRUST: (each) => mine(each, "trustCode"),
          LOCAL_AUTHORITY: (each) => mine(each, "laCode"),
          MIS_VENDOR: (each) => held.some(({ urn }) => urn === each.urn),
        };
        for (const each of directory) if (allowed.includes(each.urn)) expect(within[role]?.(each)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a vendor of thousands of schools", () => {
  it("has its grants looked through once, and not for each field", () => {
    let looks = 0;
    const grants = Array.from({ length: 2_000 }, (_, index) => ({
      ...({ capability, trustCode: null, laCode: null } as const),
      get urn() {
        looks += 1;
        return 100_001 + index;
      },
    }));
    const viewer: Viewer = { ...anonymous, role: "MIS_VENDOR", grants };
    const asked = { trustCode: null, laCode: null };
    const readable = (urn: number) => inScope(scopeOf(viewer, capability), { ...asked, urn });
    expect(Array.from({ length: 3_000 }, (_, index) => readable(100_001 + index)).filter(Boolean)).toHaveLength(2_000);
    expect(looks).toBeLessThanOrEqual(2 * 2_000);
  });
});

describe("the list of grants", () => {
  it("comes in pages, newest first, each grant once", async () => {
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

  it("is for schools and the department", async () => {
    for (const role of ["ANONYMOUS", "OFSTED", "TRUST", "MIS_VENDOR", "ANALYST"] as const) {
      const viewer = { ...anonymous, role };
      await expect(findGrants(database, viewer, everything)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(grantsOf(database, viewer, [clients.TRUST.id])).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(grant(viewer, "MIS_VENDOR")).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});
