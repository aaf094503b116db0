// Runs the typed documents as a front end would.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets } from "../server/secrets.js";
import { type Ask, buildCountry, type Clients, makeClients, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import { OwnTargetDocument, type OwnTargetQuery } from "./generated/clients/graphql.js";
import {
  FindSchoolsDocument,
  type FindSchoolsQuery,
  PairExplanationDocument,
  type PairExplanationQuery,
  SchoolCohortDocument,
} from "./generated/public/graphql.js";

let database: Database;
let ask: Ask;
let clients: Clients;
let close: () => Promise<void>;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
  clients = await makeClients(database);
  ({ ask, close } = serve(database, new Map(), { timeout: 120_000 }));
});
afterAll(async () => {
  await close();
  await database.close();
});

describe("documents for anyone", () => {
  it("find schools by name", async () => {
    const { data, errors } = await ask(FindSchoolsDocument.toString(), { variables: { search: "oakfield", first: 2 } });
    expect(errors).toEqual([]);
    const { schools } = data as FindSchoolsQuery;
    expect(schools?.totalCount).toBe(20);
    expect(schools?.nodes.map(({ name }) => name)).toEqual(["Oakfield 00", "Oakfield 03"]);
  });

  it("show a school's peers, to a client too", async () => {
    for (const key of [undefined, clients.ANALYST.key]) {
      const { data, errors } = await ask(SchoolCohortDocument.toString(), { key, variables: { urn: 100_001 } });
      expect(errors).toEqual([]);
      expect(data.school.cohort.peers[0]).toMatchObject({
        rank: 1,
        kilometres: 1,
        shares: [
          { attribute: "fsm", share: 0.75 },
          { attribute: "roll", share: 0.25 },
        ],
        school: { urn: 100_002 },
      });
    }
  });

  it("show why a school is not a peer: of the schools as near, two have a lower URN", async () => {
    const variables = { urn: 100_001, other: 100_004 };
    const { data, errors } = await ask(PairExplanationDocument.toString(), { variables });
    expect(errors).toEqual([]);
    expect((data as PairExplanationQuery).school?.cohort?.explanation).toMatchObject({
      school: { urn: 100_004, name: "Oakfield 03" },
      distance: 0,
      kilometres: 3,
      standing: { place: null, rank: 3, lastDistance: 0, reason: "FARTHER", rules: [], missing: [] },
      reverse: { place: 1, rank: 1, reason: null },
    });
  });
});

describe("documents for clients", () => {
  it("show a head the school's target, and are rejected whole for anyone else", async () => {
    const { data, errors } = await ask(OwnTargetDocument.toString(), { key: clients.SCHOOL.key });
    expect(errors).toEqual([]);
    expect((data as OwnTargetQuery).viewer.school?.target).toMatchObject({ year: "2023/24", baselineKind: "OWN" });
    const refused = await ask(OwnTargetDocument.toString());
    expect([refused.data, refused.errors[0]?.extensions.code]).toEqual([null, "GRAPHQL_VALIDATION_FAILED"]);
  });
});
