// Serves public viewers from a real streaming standby, and clients from the primary.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { openLogger } from "../../src/commands/logger.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { openDatabase } from "../../src/database/open.js";
import { databaseOnPostgres } from "../../src/database/postgres.js";
import { openServing, type Serving } from "../../src/database/serving.js";
import { createServer, type KindredServer } from "../../src/server/create-server.js";
import { addPublishedRun, runs } from "../server/secrets.js";
import { buildCountry, type Clients, makeClients } from "../server/world.js";
import { type Cluster, findBinaries, type Server, startCluster } from "./cluster.js";

const binaries = await findBinaries();
const patience = { timeout: 20_000, interval: 50 };

describe.skipIf(!binaries)("a standby for public viewers (needs initdb, pg_ctl and pg_basebackup)", () => {
  let cluster: Cluster;
  let standby: Server;
  let database: Database;
  let serving: Serving;
  let server: KindredServer;
  let clients: Clients;
  const warned = vi.fn();

  const urlOf = (port: number, user: string, name = "kindred") => `postgresql://${user}@127.0.0.1:${port}/${name}`;
  const publicUrl = () => urlOf(standby.port, "kindred_web");
  const surface = { ...readConfig({}).surface, timeout: 10_000, requestsPerMinute: 1e9 };
  const open = (publicDatabaseUrl = publicUrl(), timeout = surface.timeout) =>
    openServing({ publicDatabaseUrl, surface: { ...surface, timeout } }, database, { warn: warned });

  /** As in docs/postgresql.md. */
  async function setUp(): Promise<void> {
    const administrator = databaseOnPostgres(urlOf(cluster.primary.port, "postgres", "postgres"));
    for (const statement of [
      "CREATE ROLE kindred LOGIN",
      "CREATE ROLE kindred_public NOLOGIN",
      "CREATE ROLE kindred_web LOGIN IN ROLE kindred_public",
      "GRANT kindred_public TO kindred",
      "CREATE DATABASE kindred OWNER kindred",
      "REVOKE ALL ON DATABASE kindred FROM PUBLIC",
      "GRANT CONNECT ON DATABASE kindred TO kindred_web",
    ]) {
      await administrator.query(statement);
    }
    await administrator.close();
  }

  beforeAll(async () => {
    cluster = await startCluster(binaries!);
    await setUp();
    standby = await cluster.standby("max_standby_streaming_delay=0");
    await standby.start();
    const databaseUrl = urlOf(cluster.primary.port, "kindred");
    database = await openDatabase({ dataDirectory: "", databaseUrl });
    await buildCountry(database);
    clients = await makeClients(database);
    serving = await open();
    const config = { pluginPackages: [], halfTermsFile: null, surface };
    const authenticate = authenticator(serving.clients);
    const logger = openLogger("silent");
    server = createServer({ serving, authenticate, strategies: new Map(), config, logger });
  });
  afterAll(async () => {
    await server?.close();
    await serving?.close();
    await database?.close();
    await cluster?.close();
  });

  async function ask(query: string, key?: string) {
    const headers = new Headers({ "Content-Type": "application/json" });
    if (key) headers.set("Authorization", `Bearer ${key}`);
    const body = JSON.stringify({ query });
    const response = await server.fetch(new Request("http://localhost/graphql", { method: "POST", headers, body }));
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(text);
    return { text, data, codes: errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code) };
  }
  const count = "{ schools(first: 1) { totalCount nodes { name } } }";
  const ready = async () => {
    const response = await server.fetch(new Request("http://localhost/ready"));
    return [response.status, (await response.text()).trim()];
  };

  it("opens without a write, and serves public viewers; the primary serves clients", async () => {
    const standing = "SELECT pg_is_in_recovery() AS standby, current_user::text AS name";
    expect(await serving.public.query(standing)).toEqual([{ standby: true, name: "kindred_web" }]);
    expect(await serving.clients.query(standing)).toEqual([{ standby: false, name: "kindred" }]);
    expect((await ask(count)).data.schools.totalCount).toBe(60);
    expect((await ask(count, clients.SCHOOL.key)).data.schools.totalCount).toBe(60);
    expect(await ready()).toEqual([200, "ready"]);
    // The database's owner is not an administrator, so it may not revoke these.
    expect(warned.mock.calls.flat()).toEqual([expect.stringMatching(/may call lo_close/)]);
  });

  it("shows what the primary published, after replaying it", async () => {
    await addPublishedRun(database);
    const published = "{ publishedRuns(first: 1) { nodes { strategy } } }";
    await vi.waitFor(async () => {
      expect((await ask(published)).data.publishedRuns.nodes).toEqual([{ strategy: "openstrategy" }]);
    }, patience);
    expect(await serving.public.query("SELECT id::text FROM published_run")).toEqual([{ id: runs.published }]);
  });

  it("asks the client to try again if it must cancel a statement to replay", async () => {
    const sleeping = serving.public.query("SELECT pg_sleep(60)::text FROM school LIMIT 1");
    sleeping.catch(() => {});
    const asleep = "SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND wait_event = 'PgSleep'";
    const administrator = databaseOnPostgres(urlOf(standby.port, "postgres"));
    await vi.waitFor(async () => expect(await administrator.query(asleep)).toHaveLength(1), patience);
    await administrator.close();
    await database.transaction((sql) => sql.script("LOCK TABLE school IN ACCESS EXCLUSIVE MODE"));
    await expect(sleeping).rejects.toMatchObject({ code: "UNAVAILABLE", message: /Try again/ });
    expect((await ask(count)).codes).toEqual([]);
  });

  it("is waited for while it is behind; after too long the server does not start", async () => {
    const administrator = databaseOnPostgres(urlOf(standby.port, "postgres"));
    await administrator.query("SELECT pg_wal_replay_pause()::text");
    await database.query("CREATE TABLE made_by_a_newer_version (id int)");
    await expect(open(publicUrl(), 300)).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
      message: /is behind DATABASE_URL/,
    });
    const opening = open();
    await administrator.query("SELECT pg_wal_replay_resume()::text");
    await (await opening).close();
    await database.query("DROP TABLE made_by_a_newer_version");
    await administrator.close();
  });

  it("leaves clients unaffected when it stops, and serves again when it returns, without a restart", async () => {
    await standby.stop();
    for (const query of [count, "{ school(urn: 100001) { name } }"]) {
      const { text, codes } = await ask(query);
      expect(codes).toEqual(["UNAVAILABLE"]);
      expect(text).not.toMatch(/127\.0\.0\.1|ECONN|SELECT|stack/);
    }
    expect((await ask(count, clients.SCHOOL.key)).data.schools.totalCount).toBe(60);
    expect(await ready()).toEqual([200, "ready for clients alone"]);
    await expect(open()).rejects.toMatchObject({ code: "DATABASE_UNUSABLE", message: /ECONNREFUSED/ });
    await standby.start();
    await vi.waitFor(async () => expect((await ask(count)).codes).toEqual([]), patience);
    expect(await ready()).toEqual([200, "ready"]);
  });
});
