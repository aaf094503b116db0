// Two servers and three workers as processes on one PostgreSQL, which is stopped and started while they run.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { openDatabase } from "../../src/database/open.js";
import { createJob } from "../../src/jobs/queue.js";
import { answered, askOver, type Data } from "./client.js";
import { canOwnPostgres, type OwnPostgres, ownPostgres } from "./own-postgres.js";
import { end, freePort, type Started, start } from "./processes.js";
import { fill, type Keys } from "./undisturbed.js";
import { waitingPlugin } from "./waiting.js";
import { year } from "./world.js";

const servers = 2;
const workers = 3;
const pollInterval = 50;

describe.skipIf(!canOwnPostgres)(`${servers} servers and ${workers} workers`, () => {
  let postgres: OwnPostgres;
  let database: Database;
  let keys: Keys;
  let folder: string;
  let urls: string[];
  let fleet: Started[];
  const said: string[] = [];

  beforeAll(async () => {
    postgres = await ownPostgres();
    database = await openDatabase({ dataDirectory: "", databaseUrl: postgres.url });
    keys = await fill(database, 300);
    folder = await mkdtemp(join(tmpdir(), "kindred-fleet-"));
    await database.script(`CREATE TABLE begun (id uuid, kind text, worker text, at serial);
      CREATE FUNCTION begun() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO begun (id, kind, worker) VALUES (NEW.id, NEW.kind, NEW.worker); RETURN NEW; END $$;
      CREATE TRIGGER begun AFTER UPDATE ON job FOR EACH ROW
        WHEN (OLD.fence < NEW.fence) EXECUTE FUNCTION begun();`);
    const place = { dataDirectory: folder, databaseUrl: postgres.url };
    const ports = [await freePort(), await freePort()];
    urls = ports.map((port) => `http://127.0.0.1:${port}`);
    const words = [...ports.map((port) => ["serve", "--port", String(port)]), ...Array(workers).fill(["work"])];
    fleet = words.map((line) => start(line, place, (text) => said.push(text), { KINDRED_PLUGINS: waitingPlugin }));
    await Promise.all(fleet.map(({ ready }) => ready));
  });
  afterAll(async () => {
    for (const { child } of fleet ?? []) await end(child, "SIGKILL");
    await database?.close();
    await postgres?.close();
    await rm(folder, { recursive: true });
  });

  const ask = async (at: number, query: string, variables: object = {}, key = keys.department): Promise<Data> =>
    answered(await askOver(`${urls[at]}/graphql`, query, { key, variables }));
  async function until<T>(look: () => Promise<T>, isReached: (seen: T) => boolean): Promise<T> {
    for (;;) {
      const seen = await look();
      if (isReached(seen)) return seen;
      await delay(pollInterval);
    }
  }
  const startMutation = `mutation ($parameters: JSON!, $strategy: String!) {
    startRun(input: { strategy: $strategy, parameters: $parameters, baseYear: "${year}" }) { run { id status } } }`;
  const startRun = async (at: number, parameters: object, strategy = "nearest-neighbour"): Promise<string> =>
    (await ask(at, startMutation, { parameters, strategy })).startRun.run.id;
  const statusOf = async (at: number, id: string): Promise<string> =>
    (await ask(at, "query ($id: ID!) { run(id: $id) { status } }", { id })).run.status;

  it("run every job once, the oldest of a kind first", async () => {
    const jobsPerKind = 60;
    const kinds = ["targets", "partnerships"];
    const nobody = "00000000-0000-4000-8000-000000000000";
    await database.transaction(async (sql) => {
      for (let number = 0; number < jobsPerKind; number++) {
        for (const kind of kinds) {
          const id = await createJob(sql, kind, { setId: nobody, planId: nobody, number });
          await sql.query(
            "UPDATE job SET created_at = '2026-01-01'::timestamptz + $2 * interval '1 second' WHERE id = $1",
            [id, number],
          );
        }
      }
    });
    const left = "SELECT count(*)::int AS n FROM job WHERE kind <> 'prune' AND status <> 'SUCCEEDED'";
    await until(
      () => database.query<{ n: number }>(left),
      ([row]) => row!.n === 0,
    );
    const again = await database.query("SELECT id FROM begun WHERE kind <> 'prune' GROUP BY id HAVING count(*) > 1");
    expect(again).toEqual([]);
    expect((await database.query("SELECT DISTINCT worker FROM begun WHERE kind <> 'prune'")).length).toBeGreaterThan(1);
    for (const kind of kinds) {
      const rows = await database.query<{ number: number }>(
        "SELECT (payload->>'number')::int AS number FROM job WHERE kind = $1 ORDER BY started_at, created_at",
        [kind],
      );
      // Jobs claimed at the same moment may be recorded in any order.
      const early = rows.filter(({ number }, place) => Math.abs(number - place) >= servers + workers);
      expect([rows.length, early]).toEqual([jobsPerKind, []]);
    }
  });

  it("stop cancelled jobs, wherever they run", async () => {
    const never = join(folder, "never");
    const all = servers + workers;
    const ids = await Promise.all(
      Array.from({ length: all }, (_, number) =>
        startRun(number % servers, { until: never, k: number + 1 }, "waiting"),
      ),
    );
    const running = "SELECT DISTINCT worker FROM job WHERE kind = 'run' AND status = 'RUNNING'";
    await until(
      () => database.query(running),
      ({ length }) => length === all,
    );
    await Promise.all(
      ids.map((id, number) =>
        ask((number + 1) % servers, "mutation ($id: ID!) { cancelRun(input: { runId: $id }) { run { status } } }", {
          id,
        }),
      ),
    );
    await until(
      () => Promise.all(ids.map((id) => statusOf(0, id))),
      (statuses) => statuses.every((status) => status === "CANCELLED"),
    );
    expect(await database.query("SELECT FROM cohort")).toEqual([]);
  });

  it("give the same answers from either server", async () => {
    const id = await startRun(0, { k: 3 });
    expect(await startRun(1, { k: 3 })).toBe(id);
    await until(
      () => statusOf(1, id),
      (status) => status === "SUCCEEDED",
    );
    const create = 'mutation { createClient(input: { name: "New", role: ANALYST }) { client { id keys { id } } key } }';
    const { client, key } = (await ask(0, create)).createClient;
    expect(await ask(1, "{ viewer { role } }", {}, key)).toEqual({ viewer: { role: "ANALYST" } });
    const revoke = "mutation ($id: ID!) { revokeKey(input: { keyId: $id }) { apiKey { id } } }";
    await ask(1, revoke, { id: client.keys[0].id });
    expect((await askOver(`${urls[0]}/graphql`, "{ viewer { role } }", { key })).status).toBe(401);
    await ask(0, 'mutation ($id: ID!) { publishRun(input: { runId: $id, overrideReason: "a test" }) { run { id } } }', {
      id,
    });
    const seen =
      "{ publishedRuns(first: 5) { nodes { parameters } } school(urn: 100001) { cohort { peers(first: 3) { rank school { urn } } } } }";
    const anyone = await Promise.all(urls.map((url) => askOver(`${url}/graphql`, seen)));
    expect(anyone[0]).toEqual(anyone[1]);
    expect(anyone[0]!.data.publishedRuns.nodes).toHaveLength(1);
    expect(anyone[0]!.data.school.cohort.peers).toHaveLength(3);
  });

  it.each(["fast", "immediate"] as const)("recover by themselves after the database was stopped (%s)", async (how) => {
    const flag = join(folder, how);
    const statuses = async (path: string) => Promise.all(urls.map(async (url) => (await fetch(url + path)).status));
    const running = await startRun(0, { until: flag, k: 20 }, "waiting");
    await until(
      () => statusOf(0, running),
      (status) => status === "RUNNING",
    );
    const codes = new Set<string>();
    let [stopped, refused] = [false, 0];
    const asking = urls.flatMap((url) =>
      ["{ schools(first: 1) { totalCount } }", "{ viewer { role } }"].map(async (query) => {
        while (!stopped) {
          const answer = await askOver(`${url}/graphql`, query, { key: keys.department });
          for (const code of answer.codes) codes.add(code);
          if (answer.codes.length > 0) refused++;
          await delay(pollInterval);
        }
      }),
    );
    await postgres.stop(how);
    await until(
      () => statuses("/ready"),
      (all) => all.every((status) => status === 503),
    );
    expect(await statuses("/health")).toEqual([200, 200]);
    const down = await askOver(`${urls[0]}/graphql`, "{ viewer { role } }", { key: keys.department });
    expect(down.codes).toEqual(["UNAVAILABLE"]);
    await postgres.start();
    await until(
      () => statuses("/ready"),
      (all) => all.every((status) => status === 200),
    );
    await writeFile(flag, "");
    await until(
      () => statusOf(1, running),
      (status) => status === "SUCCEEDED",
    );
    const later = await startRun(1, { k: how === "fast" ? 30 : 31 });
    await until(
      () => statusOf(0, later),
      (status) => status === "SUCCEEDED",
    );
    stopped = true;
    await Promise.all(asking);
    expect(refused).toBeGreaterThan(0);
    expect([...codes].filter((code) => code !== "UNAVAILABLE")).toEqual([]);
    expect(fleet.map(({ child }) => child.exitCode)).toEqual(fleet.map(() => null));
  });
});
