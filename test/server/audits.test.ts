// Runs the audits of the GraphQL-over-HTTP specification against a listening server.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serverAudits } from "graphql-http";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { createServer, type KindredServer } from "../../src/server/create-server.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let server: KindredServer;
let origin = "";
beforeAll(async () => {
  database = await testDatabase();
  server = createServer({
    serving: servingOn(database),
    authenticate: authenticator(database),
    strategies: new Map(),
    config: readConfig({}),
    logger: pino({ level: "silent" }),
  });
  server.http.listen(0, "127.0.0.1");
  await once(server.http, "listening");
  origin = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.http.closeAllConnections();
  server.http.close();
  await database.close();
});

describe("GraphQL over HTTP", () => {
  it.each(serverAudits({ url: () => `${origin}/graphql` }).map((audit) => [audit.id, audit.name, audit.fn] as const))(
    "%s %s",
    async (_id, _name, fn) => {
      const result = await fn();
      expect(result.status, "reason" in result ? result.reason : "").toBe("ok");
    },
  );
});

describe("the listening server", () => {
  it("serves /health and /ready, but no path that only ends in them", async () => {
    expect((await fetch(`${origin}/health`)).status).toBe(200);
    expect((await fetch(`${origin}/ready`)).status).toBe(200);
    expect((await fetch(`${origin}/anything/health`)).status).toBe(404);
    expect((await fetch(`${origin}/graphql/ready`)).status).toBe(404);
    expect((await fetch(`${origin}/`)).status).toBe(404);
  });

  it("serves GraphiQL without scripts or styles from other hosts", async () => {
    const response = await fetch(`${origin}/graphql`, { headers: { Accept: "text/html" } });
    const page = await response.text();
    expect(page).toContain("query FindSchools");
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  });

  it("rejects a body of more than 256 KiB, sent whole or in chunks", async () => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ query: "{ __typename }", variables: { long: "x".repeat(300_000) } });
    const whole = await fetch(`${origin}/graphql`, { method: "POST", headers, body });
    expect(whole.status).toBe(413);
    const pieces = new Blob([body]).stream();
    const streamed = await fetch(`${origin}/graphql`, {
      method: "POST",
      headers,
      body: pieces,
      duplex: "half",
    } as RequestInit);
    expect(streamed.status).toBe(413);
  });
});
