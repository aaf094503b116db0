// How servers and workers end: stopped once, stopped twice, and when their database crashes.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { startRun } from "../../src/runs/start.js";
import { askOver } from "../chaos/client.js";
import { freePort, type Started, start } from "../chaos/processes.js";
import { fill, type Keys } from "../chaos/undisturbed.js";
import { begunAt, waitingPlugin } from "../chaos/waiting.js";
import { year } from "../chaos/world.js";
import { crash, crashing } from "../database/crashing.js";
import { department } from "../runs/viewers.js";
import { layDatabase } from "../support/data-directory.js";

let folder: string;
let keys: Keys;
let jobId: string;
let port: number;
/** The long job ends once this file exists. */
let flag: string;
let output: string;

const open = () => openDatabase({ dataDirectory: folder, databaseUrl: undefined });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-ending-"));
  flag = join(folder, "flag");
  output = "";
  port = await freePort();
  await layDatabase(folder);
  const database = await open();
  keys = await fill(database, 100);
  const request = { strategy: "waiting", parameters: { until: flag, k: 3 }, baseYear: year };
  ({ jobId } = await startRun(database, department, request, [waitingPlugin]));
  await database.close();
});
afterEach(() => rm(folder, { recursive: true }));

/** Starts a process, and resolves once it runs the long job. */
async function begin(...words: string[]): Promise<Started> {
  const place = { dataDirectory: folder, databaseUrl: undefined };
  const started = start(words, place, (text) => (output += text), { KINDRED_PLUGINS: waitingPlugin });
  await started.ready;
  while (!existsSync(begunAt(flag))) await delay(20);
  return started;
}

async function jobAfterwards() {
  const database = await open();
  const [job] = await database.query("SELECT status, attempts FROM job WHERE id = $1", [jobId]);
  await database.close();
  return job;
}

async function waitUntilRefused(): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const connected = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (!connected) return;
  }
}

/** Sends the headers of a request, and waits for the server to ask for the body. */
async function beginRequest(body: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  await once(socket, "data");
  return socket;
}

describe("kindred serve when it is stopped", () => {
  it("answers the request that has begun, lets the job finish, and refuses new connections", async () => {
    const { child } = await begin("serve", "--port", String(port));
    const body = JSON.stringify({ query: "{ viewer { role } }" });
    const socket = await beginRequest(body);
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await waitUntilRefused();
    let answer = "";
    socket.on("data", (data) => (answer += data));
    socket.write(body);
    await once(socket, "close");
    expect(answer).toMatch(/^HTTP\/1.1 200 [\s\S]*connection: close\r\n[\s\S]*"role":"ANONYMOUS"/i);
    await writeFile(flag, "");
    expect(await exited).toEqual([0, null]);
    expect(output).toBe("");
    expect(await jobAfterwards()).toEqual({ status: "SUCCEEDED", attempts: 1 });
  });
});

describe.each([["serve"], ["work"]])("kindred %s when it is stopped", (command) => {
  const words = () => (command === "serve" ? ["serve", "--port", String(port)] : ["work"]);

  it("puts jobs that do not finish in time back in the queue, as if they had not been started", async () => {
    const { child } = await begin(...words(), "--grace", "0");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await jobAfterwards()).toEqual({ status: "QUEUED", attempts: 0 });
  });

  it("ends at once on a second signal", async () => {
    const { child } = await begin(...words());
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    child.kill("SIGINT"); // another signal: two of one kind may arrive as one
    expect(await exited).toEqual([130, null]);
    expect(await jobAfterwards()).toEqual({ status: "RUNNING", attempts: 1 });
  });
});

describe("kindred serve when its embedded database crashes", () => {
  it("answers with an error, prints the cause in one line, and exits with 1", async () => {
    const database = await open();
    await database.script(`${crashing};
      CREATE FUNCTION crash_now() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM * FROM (${crash}) AS c; RETURN NEW; END $$;
      CREATE TRIGGER crash_now AFTER INSERT ON client FOR EACH ROW EXECUTE FUNCTION crash_now()`);
    await database.close();
    const { child } = await begin("serve", "--port", String(port));
    const exited = once(child, "exit");
    const create = 'mutation { createClient(input: { name: "New", role: ANALYST }) { key } }';
    const answer = await askOver(`http://127.0.0.1:${port}/graphql`, create, { key: keys.department });
    expect(answer.codes).toEqual(["UNAVAILABLE"]);
    expect(await exited).toEqual([1, null]);
    expect(output.split("\n").filter((line) => line.startsWith("kindred: "))).toEqual([
      expect.stringMatching(/^kindred: The embedded database crashed \(memory access out of bounds\)\./),
    ]);
    expect(await jobAfterwards()).toEqual({ status: "RUNNING", attempts: 1 });
  });
});
