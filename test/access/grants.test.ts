import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { findGrants, grantCapability, grantsOf, revokeGrant } from "../../src/access/grants.js";
import { anonymous, inScope, type Schools, scopeOf, type Viewer } from "../../src/access/viewer.js";
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

const grant = (viewer: Viewer, role: keyof Clients, schools: Partial<Schools> = {}) =>
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
  it.each<[Holder, Partial<Schools>, number[]]>([
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
