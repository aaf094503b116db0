import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets } from "../server/secrets.js";
import { buildCountry, makeClients, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
});
afterAll(() => database.close());

describe("docs/identity.md", () => {
  it("has queries that work for a school's client, and an audit query for the department", async () => {
    const clients = await makeClients(database);
    const { ask } = serve(database);
    const text = await readFile("docs/identity.md", "utf8");
    const [rotate, keys, agree, list, withdraw, request, requests, grantIt, declineIt, activity, audit, acts] = [
      ...text.matchAll(/```graphql\n([\s\S]*?)```/g),
    ].map(([, query]) => query as string);
    const asSchool = async (query = "", variables = {}) => {
      const { data, errors } = await ask(query, { key: clients.SCHOOL.key, variables });
      expect(errors).toEqual([]);
      return data;
    };
    await asSchool(rotate);
    expect((await asSchool(keys)).viewer.keys).toHaveLength(2);
    const { grant } = (await asSchool(agree, { vendor: clients.MIS_VENDOR.id })).grantAccess;
    expect((await asSchool(list)).grants.nodes).toMatchObject([{ id: grant.id }]);
    const read = "query Dashboard { school(urn: 100001) { target { target } } }";
    await ask(read, { key: clients.MIS_VENDOR.key });
    await asSchool(withdraw, { grant: grant.id });
    expect((await asSchool(list)).grants.nodes).toEqual([]);
    await database.query("UPDATE client SET name = 'Renamed' WHERE role = 'MIS_VENDOR'");
    const auditQuery = (audit ?? "").replace("2026-09-01", "2000-01-02");
    const { data } = await ask(auditQuery, { key: clients.DEPARTMENT.key });
    expect(data.auditEntries.nodes).toMatchObject([
      { actor: "The MIS_VENDOR", clientId: clients.MIS_VENDOR.id, subject: "TARGET", operation: "Dashboard" },
    ]);
    expect((await asSchool(activity)).vendorActivity.nodes).toMatchObject([{ kind: "READ", operation: "Dashboard" }]);
    const done = await ask((acts ?? "").replace("2026-09-01", "2000-01-02"), { key: clients.DEPARTMENT.key });
    expect(done.data.acts.nodes).toMatchObject([
      { type: "ACCESS_REVOKED", actor: "The SCHOOL", clientId: clients.SCHOOL.id, school: { urn: 100_001 } },
      { type: "ACCESS_GRANTED", actor: "The SCHOOL", clientId: clients.SCHOOL.id, school: { urn: 100_001 } },
    ]);
    for (const decision of [declineIt, grantIt]) {
      await database.query("DELETE FROM access_request");
      const asked = await ask(request!, { key: clients.MIS_VENDOR.key, variables: { urns: [100_001] } });
      expect(asked.data.requestAccess.asked).toBe(1);
      const [{ id }] = (await asSchool(requests)).accessRequests.nodes;
      await asSchool(decision, { request: id });
      expect((await asSchool(requests)).accessRequests.nodes).toEqual([]);
    }
  });

  it("has a body for a vendor's first request that works", async () => {
    const text = await readFile("docs/identity.md", "utf8");
    const [, body] = /--data '(\{.*\})'/.exec(text) ?? [];
    const { MIS_VENDOR } = await makeClients(database);
    const { data, errors } = await serve(database).ask(JSON.parse(body!).query, { key: MIS_VENDOR.key });
    expect([errors, data]).toEqual([
      [],
      { viewer: { role: "MIS_VENDOR", name: "The MIS_VENDOR", grants: { nodes: [] } } },
    ]);
  });
});
