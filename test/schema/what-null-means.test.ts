// What a vendor reads where a school has no target or no partner, so that null has one meaning.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets, plan, targetSet } from "../server/secrets.js";
import { type Ask, buildCountry, type Clients, makeClients, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let clients: Clients;
let ask: Ask;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
  clients = await makeClients(database);
  ({ ask } = serve(database));
});
beforeEach(() => database.query(`DELETE FROM "grant"`));
afterAll(() => database.close());

const grant = (capability: string, urn = 100_001) =>
  database.query(`INSERT INTO "grant" (id, client_id, capability, urn) VALUES (gen_random_uuid(), $1, $2, $3)`, [
    clients.MIS_VENDOR.id,
    capability,
    urn,
  ]);
const years = async (key: string | undefined = clients.MIS_VENDOR.key) => {
  const { data, errors } = await ask("{ issuedTargetYears partnershipYears }", { key });
  return [data?.issuedTargetYears, data?.partnershipYears, ...errors.map(({ extensions }) => extensions.code)];
};

describe("a vendor", () => {
  it("reads the years with issued targets and with a plan, once a school has granted it some", async () => {
    expect(await years()).toEqual([null, null, "FORBIDDEN", "FORBIDDEN"]);
    await grant("TARGETS");
    expect(await years()).toEqual([["2023/24"], null, "FORBIDDEN"]);
    await grant("PARTNERSHIPS");
    expect(await years()).toEqual([["2023/24"], ["2022/23"]]);
    await database.query(`DELETE FROM "grant"`);
    await grant("ATTENDANCE");
    expect(await years()).toEqual([null, null, "FORBIDDEN", "FORBIDDEN"]);
  });

  it("reads that a partner has not agreed, in the same bytes whoever the partner is", async () => {
    await grant("PARTNERSHIPS");
    const fields = "status gap kilometres rank distance reason partner { urn } school { urn }";
    const read = () => ask(`{ school(urn: 100001) { partnership { ${fields} } } }`, { key: clients.MIS_VENDOR.key });
    const before = await read();
    expect(before.data.school.partnership).toEqual({
      status: "WITHHELD",
      school: { urn: 100_001 },
      ...{ gap: null, kilometres: null, rank: null, distance: null, reason: null, partner: null },
    });
    await database.query("UPDATE partnership SET partner_urn = 100033, gap = 9.9, kilometres = 7 WHERE urn = 100001");
    expect((await read()).text).toBe(before.text);
  });
});

describe("the years", () => {
  it("are for schools, the department and clients with a grant", async () => {
    const both = [["2023/24"], ["2022/23"]];
    expect(await years(clients.SCHOOL.key)).toEqual(both);
    expect(await years(clients.DEPARTMENT.key)).toEqual(both);
    for (const role of ["TRUST", "LOCAL_AUTHORITY", "ANALYST"] as const) {
      expect(await years(clients[role].key)).toEqual([null, null, "FORBIDDEN", "FORBIDDEN"]);
    }
    const asOfsted = await ask("{ issuedTargetYears }", { key: clients.OFSTED.key });
    expect(asOfsted.errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  it("do not include those of drafts, and of sets and plans that were replaced", async () => {
    await grant("TARGETS");
    await grant("PARTNERSHIPS");
    await database.query("UPDATE target_set SET status = 'SUPERSEDED', issued_for = NULL WHERE id = $1", [targetSet]);
    await database.query("UPDATE partnership_plan SET status = 'SUPERSEDED', stands_for = NULL WHERE id = $1", [plan]);
    expect(await years()).toEqual([[], []]);
  });
});
