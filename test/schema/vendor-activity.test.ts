// What a school sees of its vendors: what each read and sent, and when, and nothing of another school.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/access/clients.js";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets } from "../server/secrets.js";
import { type Ask, buildCountry, type Clients, department, makeClients, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let clients: Clients;
let otherVendor: { id: string; key: string };
let ask: Ask;

const submit = (
  clientId: string,
  urn: number,
  day: number,
  at: string,
  more: { revision?: number; gone?: boolean } = {},
) =>
  database.query(
    `INSERT INTO submission (urn, scope, from_date, to_date, revision, year, current, withdrawn, possible, attended,
       authorised, unauthorised, enrolments, as_at, client_id, submitted_at)
     VALUES ($1, 'AGE_5_15', $2::text::date, $2::text::date, $3, '2024/25', true, $4, $5, $5, $6, $6, $5, $7, $8, $7)`,
    [
      urn,
      `2024-09-0${day}`,
      more.revision ?? 1,
      more.gone ?? false,
      more.gone ? null : 4321,
      more.gone ? null : 0,
      at,
      clientId,
    ],
  );

beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
  clients = await makeClients(database);
  ({ ask } = serve(database));
  const { client, key } = await createClient(database, department, { name: "Another vendor", role: "MIS_VENDOR" });
  otherVendor = { id: client.id, key };
  for (const urn of [100_001, 100_002]) {
    await database.query(
      `INSERT INTO "grant" (id, client_id, capability, urn) SELECT gen_random_uuid(), $1::uuid, 'TARGETS', $2`,
      [clients.MIS_VENDOR.id, urn],
    );
  }
  const both =
    "query Both { a: school(urn: 100001) { target { target } } b: school(urn: 100002) { target { target } } }";
  expect((await ask(both, { key: clients.MIS_VENDOR.key })).errors).toEqual([]);
  for (const role of ["SCHOOL", "DEPARTMENT"] as const) {
    await ask("query Others { school(urn: 100001) { target { target } } }", { key: clients[role].key });
  }
  await database.query('DELETE FROM "grant"');
  await submit(clients.MIS_VENDOR.id, 100_001, 2, "2024-09-10T08:00:00Z");
  await submit(clients.MIS_VENDOR.id, 100_001, 3, "2024-09-10T08:00:00Z");
  await submit(clients.MIS_VENDOR.id, 100_001, 4, "2024-09-11T08:00:00Z", { revision: 7, gone: true });
  await submit(otherVendor.id, 100_001, 5, "2024-09-10T08:00:00Z");
  await submit(clients.MIS_VENDOR.id, 100_002, 2, "2024-09-10T08:00:00Z");
  await submit(clients.SCHOOL.id, 100_001, 6, "2024-09-10T08:00:00Z");
});
afterAll(() => database.close());

const fields = "at kind clientId clientName subject operation scope from to revision withdrawn";
const activity = async (args = "first: 100", key = clients.SCHOOL.key) => {
  const { data, errors, text } = await ask(
    `{ vendorActivity(${args}) { pageInfo { hasNextPage endCursor } nodes { ${fields} } } }`,
    { key },
  );
  return { ...data?.vendorActivity, code: errors[0]?.extensions.code, text };
};

describe("what vendors did with a school's data", () => {
  it("is listed for the school, newest first, after it has ended their access too", async () => {
    const { nodes, text } = await activity();
    const vendor = { clientId: clients.MIS_VENDOR.id, clientName: "The MIS_VENDOR" };
    const sent = { kind: "SENT", subject: null, operation: null, scope: "AGE_5_15", revision: 1, withdrawn: false };
    const day = (number: number) => ({ from: `2024-09-0${number}`, to: `2024-09-0${number}` });
    const at = "2024-09-10T08:00:00.000Z";
    const none = { scope: null, from: null, to: null, revision: null, withdrawn: null };
    expect(nodes).toEqual([
      { at: expect.any(String), kind: "READ", ...vendor, subject: "TARGET", operation: "Both", ...none },
      { at: "2024-09-11T08:00:00.000Z", ...sent, ...vendor, ...day(4), revision: 7, withdrawn: true },
      { at, ...sent, clientId: otherVendor.id, clientName: "Another vendor", ...day(5) },
      { at, ...sent, ...vendor, ...day(3) },
      { at, ...sent, ...vendor, ...day(2) },
    ]);
    expect(text).not.toMatch(/100002|4321/);
  });

  it("can be limited to a vendor and to a kind", async () => {
    expect((await activity(`clientId: "${otherVendor.id}"`)).nodes).toHaveLength(1);
    expect((await activity("kind: READ")).nodes).toHaveLength(1);
    expect((await activity("kind: SENT")).nodes).toHaveLength(4);
    expect((await activity(`kind: READ, clientId: "${otherVendor.id}"`)).nodes).toEqual([]);
  });

  it("is paged with each activity once, reads before submissions of the same time", async () => {
    await database.query(
      `INSERT INTO audit_entry (at, client_id, actor, subject, urns)
       SELECT '2024-09-10T08:00:00Z', $1, 'A vendor', 'attendance', '{100001}' FROM generate_series(1, 3)`,
      [clients.MIS_VENDOR.id],
    );
    const { nodes: all } = await activity();
    expect(all.map(({ kind }: { kind: string }) => kind).join(" ")).toBe("READ SENT READ READ READ SENT SENT SENT");
    for (const size of [1, 2, 3]) {
      const seen: unknown[] = [];
      for (let after = ""; ; ) {
        const { nodes, pageInfo } = await activity(`first: ${size}${after}`);
        seen.push(...nodes);
        if (!pageInfo.hasNextPage) break;
        after = `, after: "${pageInfo.endCursor}"`;
      }
      expect(seen).toEqual(all);
    }
  });

  it("is shown to the department for any school, and to no other client", async () => {
    const ofOther = await activity("urn: 100002", clients.DEPARTMENT.key);
    expect(ofOther.nodes).toMatchObject([{ kind: "READ" }, { kind: "SENT", from: "2024-09-02" }]);
    expect((await activity("first: 1", clients.DEPARTMENT.key)).code).toBe("BAD_ARGUMENT");
    expect((await activity("urn: 100002")).code).toBe("BAD_ARGUMENT");
    expect((await activity("urn: 999999")).code).toBe("BAD_ARGUMENT");
    for (const role of ["MIS_VENDOR", "TRUST", "LOCAL_AUTHORITY", "ANALYST"] as const) {
      expect((await activity("urn: 100001", clients[role].key)).code).toBe("FORBIDDEN");
    }
  });

  it.each(["READ", "SENT x", "2024-09-10T08:00:00.000Z READ x", "2024-09-10T08:00:00.000Z SENT a~"])(
    "rejects the cursor %j",
    async (place) => {
      const after = Buffer.from(`after:${place}`).toString("base64url");
      expect((await activity(`after: "${after}"`)).code).toBe("BAD_ARGUMENT");
    },
  );
});
