// The number of SQL statements of a page does not grow with the page.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets, globalId, runs, targetSet } from "../server/secrets.js";
import { type Ask, buildCountry, type Clients, makeClients, serve, urns } from "../server/world.js";
import { recordedDatabase } from "../support/recorded.js";

// PostgreSQL gets the same statements, but only those to PGlite can be recorded.
describe.skipIf(process.env.TEST_DATABASE_URL)("the number of statements (counted on PGlite)", () => {
  let database: Database;
  let ask: Ask;
  let close: () => Promise<void>;
  let clients: Clients;
  let statements: string[];

  beforeAll(async () => {
    ({ database, statements } = await recordedDatabase());
    await buildCountry(database);
    await addPublishedRun(database);
    await addSecrets(database);
    clients = await makeClients(database);
    ({ ask, close } = serve(database, new Map(), { timeout: 120_000 }));
    // The first use of a key in a minute needs one more statement.
    for (const { key } of Object.values(clients)) await ask("{ viewer { role } }", { key });
  });
  afterAll(async () => {
    await close();
    await database.close();
  });

  async function count(query: string, key?: string): Promise<number> {
    statements.length = 0;
    const { errors } = await ask(query, { key });
    expect(errors).toEqual([]);
    return statements.length;
  }

  const everything = (first: number) => `{
    schools(first: ${first}) {
      totalCount
      nodes {
        name source { file }
        attendance { year attendance source { line file } }
        circumstances { year fsm source { file } }
        links { school { name } } predecessors { urn } successors { urn }
        cohort { run { strategy } peers { distance school { name attendance { attendance } } } }
      }
    }
  }`;

  it("is not larger for 50 schools than for 5, with figures, links and cohorts", async () => {
    // page, run
    expect(await count(everything(5))).toBe(2);
    expect(await count(everything(50))).toBe(2);
  });

  it("is the same however many aliases of a count are requested", async () => {
    expect(await count("{ schools(first: 1) { a: totalCount b: totalCount c: totalCount } }")).toBe(
      await count("{ schools(first: 1) { totalCount } }"),
    );
  });

  const secrets = (first: number) => `{
    schools(first: ${first}, orderBy: { field: URN }) {
      nodes {
        target { target sources { school { name } source { file } } }
        partnership { gap partner { name } }
        partnershipsAsPartner { school { name } }
        cohort(run: "${globalId("Run", runs.secret)}") { run { status progress { done } } peers { urn } }
      }
    }
  }`;

  it("is the same for 5 and 50 schools with targets and partnerships, including the audit entries", async () => {
    const few = await count(secrets(5), clients.DEPARTMENT.key);
    expect(await count(secrets(50), clients.DEPARTMENT.key)).toBe(few);
    const audited = await database.query(
      "SELECT subject, cardinality(urns) AS schools FROM audit_entry ORDER BY id DESC LIMIT 3",
    );
    expect(audited.map(({ subject }) => subject).sort()).toEqual(["partnership", "partnership", "target"]);
  });

  const explained = (first: number) =>
    `{ schools(first: ${first}) { nodes { cohort { explanation(other: 100002) { distance } } } } }`;

  it("is the same for 2 and 10 pairs of a run, whose population is read once", async () => {
    // page, run, population
    expect(await count(explained(2))).toBe(3);
    expect(await count(explained(2))).toBe(2);
    expect(await count(explained(10))).toBe(2);
  });

  const nodes = (first: number) =>
    `{ nodes(ids: [${urns.slice(0, first).map((urn) => `"${globalId("School", String(urn))}"`)}]) { ... on School { name attendance { year } } } }`;

  it("is the same for 5 and 50 nodes", async () => {
    expect(await count(nodes(5))).toBe(1);
    expect(await count(nodes(50))).toBe(1);
  });

  it("is 0 for data that the viewer may not read: access is denied before any SQL", async () => {
    statements.length = 0;
    const secret = `{ targetSets(first: 5) { totalCount } targetSet(id: "${globalId("TargetSet", targetSet)}") { status } runs { totalCount } clients { nodes { name } } }`;
    const { errors } = await ask(secret, { key: clients.SCHOOL.key });
    expect(errors.length).toBe(4);
    expect(statements.length).toBe(1); // the look-up of the key
  });
});
