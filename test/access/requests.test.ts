// Consent: a vendor asks schools, and each school grants or declines.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient, revokeClient } from "../../src/access/clients.js";
import type { Database } from "../../src/database/database.js";
import { type Ask, buildCountry, type Clients, department, makeClients, serve, urns } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let clients: Clients;
let ask: Ask;
let otherSchool: string;
let otherVendor: { id: string; key: string };
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
  ({ ask } = serve(database));
  const school = await createClient(database, department, { name: "Another school", role: "SCHOOL", urn: 100_002 });
  otherSchool = school.key;
  const vendor = await createClient(database, department, { name: "Another vendor", role: "MIS_VENDOR" });
  otherVendor = { id: vendor.client.id, key: vendor.key };
});
beforeEach(() => database.query(`TRUNCATE access_request, "grant", act`));
afterAll(() => database.close());

const vendorKey = () => clients.MIS_VENDOR.key;
const schoolKey = () => clients.SCHOOL.key;

async function run(key: string, mutation: string, input: object, output: string) {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
  const { data, errors } = await ask(`mutation M($input: ${type}) { ${mutation}(input: $input) { ${output} } }`, {
    key,
    variables: { input },
  });
  return { payload: data?.[mutation], code: errors[0]?.extensions.code, message: errors[0]?.message };
}

const counts = "asked alreadyGranted alreadyAsked declined unknown notAsked { urn reason }";
const request = (given: readonly number[], more: object = {}, key = vendorKey()) =>
  run(key, "requestAccess", { urns: given, capabilities: ["TARGETS"], reason: "To show targets", ...more }, counts);
const none = { asked: 0, alreadyGranted: 0, alreadyAsked: 0, declined: 0, unknown: 0, notAsked: [] };

const listed = async (key: string, args = "first: 100") => {
  const fields = "id clientId clientName capabilities reason status decidedAt mayAskAgainAt school { urn }";
  const { data, errors } = await ask(
    `{ accessRequests(${args}) { pageInfo { hasNextPage endCursor } nodes { ${fields} } } }`,
    { key },
  );
  return data?.accessRequests?.nodes ?? errors[0]?.extensions.code;
};
const decide = async (mutation: string, id: string, key = schoolKey()) => {
  const { payload, code } = await run(key, mutation, { requestId: id }, "request { status }");
  return code ?? payload.request.status;
};
const grantsOfVendor = async () => {
  const { data } = await ask("{ viewer { grants { nodes { capability school { urn } } } } }", { key: vendorKey() });
  return data.viewer.grants.nodes;
};
const acts = async () => {
  const rows = await database.query<{ type: string; urn: number | null; actor: string }>(
    "SELECT type, urn, actor FROM act ORDER BY id",
  );
  return rows.map(({ type, urn, actor }) => [type, urn, actor]);
};

describe("a request for access", () => {
  it("is seen by the school, which grants it at once", async () => {
    const { payload } = await request([100_001], { capabilities: ["TARGETS", "ATTENDANCE"] });
    expect(payload).toEqual({ ...none, asked: 1 });
    const [seen, ...others] = await listed(schoolKey());
    expect(others).toEqual([]);
    expect(seen).toEqual({
      id: expect.any(String),
      clientId: clients.MIS_VENDOR.id,
      clientName: "The MIS_VENDOR",
      capabilities: ["ATTENDANCE", "TARGETS"],
      reason: "To show targets",
      status: "ASKED",
      decidedAt: null,
      mayAskAgainAt: null,
      school: { urn: 100_001 },
    });
    expect(await grantsOfVendor()).toEqual([]);
    expect(await decide("grantAccessRequest", seen.id)).toBe("GRANTED");
    expect(await grantsOfVendor()).toEqual([
      { capability: "ATTENDANCE", school: { urn: 100_001 } },
      { capability: "TARGETS", school: { urn: 100_001 } },
    ]);
    const granted = ["ACCESS_GRANTED", 100_001, "The SCHOOL"];
    expect(await acts()).toEqual([["ACCESS_REQUESTED", 100_001, "The MIS_VENDOR"], granted, granted]);
    expect(await decide("grantAccessRequest", seen.id)).toBe("GRANTED");
    expect(await decide("declineAccessRequest", seen.id)).toBe("CONFLICT");
    expect(await acts()).toHaveLength(3);
  });

  it("is decided by the school that is asked, and by nobody else", async () => {
    await request([100_001]);
    const [{ id }] = await listed(schoolKey());
    expect(await listed(otherSchool)).toEqual([]);
    for (const mutation of ["grantAccessRequest", "declineAccessRequest"]) {
      expect(await decide(mutation, id, otherSchool)).toBe("NOT_FOUND");
      expect(await decide(mutation, "nothing", otherSchool)).toBe("NOT_FOUND");
      for (const role of ["DEPARTMENT", "MIS_VENDOR", "TRUST", "ANALYST"] as const) {
        expect(await decide(mutation, id, clients[role].key)).toBe("FORBIDDEN");
      }
    }
    expect(await listed(vendorKey())).toMatchObject([{ id, status: "ASKED" }]);
    expect(await grantsOfVendor()).toEqual([]);
  });

  it("says of each school why it was not asked, and asks for what is missing only", async () => {
    await request([100_001, 100_003, 100_005]);
    const [third, , first] = await listed(vendorKey());
    expect([third.school.urn, first.school.urn].every((urn) => urns.includes(urn))).toBe(true);
    const [{ id }] = await listed(schoolKey());
    await decide("grantAccessRequest", id);
    const { payload } = await request([100_001, 100_001, 100_003, 999_999, 1, 100_007]);
    expect(payload).toEqual({
      ...none,
      asked: 1,
      alreadyGranted: 1,
      alreadyAsked: 1,
      unknown: 2,
      notAsked: [
        { urn: 1, reason: "UNKNOWN_SCHOOL" },
        { urn: 100_001, reason: "ALREADY_GRANTED" },
        { urn: 100_003, reason: "ALREADY_ASKED" },
        { urn: 999_999, reason: "UNKNOWN_SCHOOL" },
      ],
    });
    expect((await request([100_001], { capabilities: ["TARGETS", "PARTNERSHIPS"] })).payload.asked).toBe(1);
    expect((await listed(schoolKey(), "status: ASKED"))[0].capabilities).toEqual(["PARTNERSHIPS"]);
  });

  it("cannot be made again for 90 days after the school declined", async () => {
    await request([100_001]);
    const [{ id }] = await listed(schoolKey());
    expect(await decide("declineAccessRequest", id)).toBe("DECLINED");
    expect(await decide("declineAccessRequest", id)).toBe("DECLINED");
    expect(await decide("grantAccessRequest", id)).toBe("CONFLICT");
    expect((await acts()).slice(1)).toEqual([["ACCESS_DECLINED", 100_001, "The SCHOOL"]]);
    const again = () => request([100_001], { capabilities: ["ATTENDANCE"] });
    expect((await again()).payload).toMatchObject({ asked: 0, declined: 1 });
    expect((await request([100_001], {}, otherVendor.key)).payload.asked).toBe(1);
    const [{ mayAskAgainAt, decidedAt }] = await listed(vendorKey());
    expect(Date.parse(mayAskAgainAt) - Date.parse(decidedAt)).toBe(90 * 24 * 60 * 60 * 1000);
    const age = (days: number) =>
      database.query("UPDATE access_request SET decided_at = now() - $1::int * interval '1 day' WHERE id = $2", [
        days,
        id,
      ]);
    await age(89);
    expect((await again()).payload.declined).toBe(1);
    await age(91);
    expect((await again()).payload.asked).toBe(1);
  });

  it("can be made again after a school that declined has granted something itself", async () => {
    await request([100_001]);
    await decide("declineAccessRequest", (await listed(schoolKey()))[0].id);
    const input = { clientId: clients.MIS_VENDOR.id, capability: "ATTENDANCE" };
    const { payload } = await run(schoolKey(), "grantAccess", input, "grant { id }");
    expect((await request([100_001])).payload.asked).toBe(1);
    await run(vendorKey(), "takeBackAccessRequests", { urns: [100_001] }, "takenBack");
    await run(schoolKey(), "revokeAccess", { grantId: payload.grant.id }, "grant { id }");
    expect((await request([100_001])).payload.declined).toBe(1);
  });

  it("is closed when the school grants all of it without it", async () => {
    await request([100_001], { capabilities: ["TARGETS", "ATTENDANCE"] });
    for (const capability of ["TARGETS", "ATTENDANCE"]) {
      expect((await listed(schoolKey()))[0].status).toBe("ASKED");
      await run(schoolKey(), "grantAccess", { clientId: clients.MIS_VENDOR.id, capability }, "grant { id }");
    }
    expect((await listed(schoolKey()))[0].status).toBe("GRANTED");
  });

  it("is taken back by its vendor, and can then be made anew", async () => {
    await request([100_001, 100_003]);
    await request([100_001], {}, otherVendor.key);
    const takeBack = async (given: number[]) =>
      (await run(vendorKey(), "takeBackAccessRequests", { urns: given }, "takenBack")).payload;
    const [{ id }] = await listed(schoolKey(), `clientId: "${clients.MIS_VENDOR.id}"`);
    expect(await takeBack([100_001, 100_005])).toEqual({ takenBack: 1 });
    expect(await takeBack([100_001])).toEqual({ takenBack: 0 });
    expect(await decide("grantAccessRequest", id)).toBe("CONFLICT");
    expect((await listed(vendorKey(), "status: TAKEN_BACK")).map((one: { id: string }) => one.id)).toEqual([id]);
    expect((await acts()).at(-1)).toEqual(["ACCESS_REQUEST_TAKEN_BACK", 100_001, "The MIS_VENDOR"]);
    expect(await listed(schoolKey(), "status: ASKED")).toMatchObject([{ clientId: otherVendor.id }]);
    expect((await request([100_001])).payload.asked).toBe(1);
  });

  it("needs a vendor that is registered and not revoked, capabilities and a reason", async () => {
    for (const role of ["SCHOOL", "TRUST", "LOCAL_AUTHORITY", "ANALYST", "DEPARTMENT"] as const) {
      expect((await request([100_001], {}, clients[role].key)).code).toBe("FORBIDDEN");
    }
    expect((await request([100_001], {}, clients.OFSTED.key)).code).toBe("GRAPHQL_VALIDATION_FAILED");
    for (const wrong of [{ capabilities: [] }, { reason: " " }, { reason: "x".repeat(501) }, { reason: "a\u202eb" }]) {
      expect((await request([100_001], wrong)).code).toBe("BAD_ARGUMENT");
    }
    expect((await request([])).code).toBe("BAD_ARGUMENT");
    const { client, key } = await createClient(database, department, { name: "Gone soon", role: "MIS_VENDOR" });
    await request([100_001], {}, key);
    expect(await listed(schoolKey())).toHaveLength(1);
    await revokeClient(database, department, client.id);
    expect((await request([100_003], {}, key)).code).toBe("UNAUTHENTICATED");
    expect(await listed(schoolKey())).toEqual([]);
  });
});

describe("the list of requests", () => {
  it("shows a vendor its own by status and school, the department all, and others nothing", async () => {
    await request([100_001, 100_003, 100_005]);
    await request([100_001], {}, otherVendor.key);
    expect(await listed(vendorKey())).toHaveLength(3);
    expect(await listed(vendorKey(), "urn: 100003")).toMatchObject([{ school: { urn: 100_003 } }]);
    expect(await listed(vendorKey(), `clientId: "${otherVendor.id}"`)).toEqual([]);
    expect(await listed(clients.DEPARTMENT.key)).toHaveLength(4);
    for (const role of ["TRUST", "LOCAL_AUTHORITY", "ANALYST"] as const) {
      expect(await listed(clients[role].key)).toBe("FORBIDDEN");
    }
  });

  it("is paged with each request once", async () => {
    await request(urns);
    const seen: number[] = [];
    for (let after = ""; ; ) {
      const { data } = await ask(
        `{ accessRequests(first: 25${after}) { pageInfo { hasNextPage endCursor } nodes { school { urn } } } }`,
        { key: vendorKey() },
      );
      const { pageInfo, nodes } = data.accessRequests;
      seen.push(...nodes.map((node: { school: { urn: number } }) => node.school.urn));
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(seen.toSorted()).toEqual(urns);
  });
});

describe("20,000 schools in one call", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => 200_000 + index);

  it("pass the limits of the server, and are asked and taken back in one statement each", async () => {
    await database.query(
      `INSERT INTO school (urn, name, search_name, stub, file_id, line)
       SELECT urn, 'School', 'school', false, 1, 2 FROM unnest($1::int[]) AS urn`,
      [many],
    );
    const started = performance.now();
    const { payload, code } = await request(many);
    const took = performance.now() - started;
    if (process.env.MEASURE) console.log({ took });
    expect([code, payload]).toEqual([undefined, { ...none, asked: 20_000 }]);
    const again = await request([...many.slice(0, 19_999), 100_001]);
    expect(again.payload).toMatchObject({ asked: 1, alreadyAsked: 19_999 });
    expect(again.payload.notAsked).toHaveLength(100);
    const taken = await run(vendorKey(), "takeBackAccessRequests", { urns: many }, "takenBack");
    expect(taken.payload).toEqual({ takenBack: 20_000 });
    expect(await database.query("SELECT count(*)::int AS count FROM act")).toEqual([{ count: 40_001 }]);
  });

  it("are the most: one more is refused", async () => {
    expect((await request([...many, 100_001])).code).toBe("BAD_ARGUMENT");
  });
});
