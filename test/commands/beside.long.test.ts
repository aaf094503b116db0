// Every command that reads, while kindred serve has the embedded database open.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/access/clients.js";
import { backUp } from "../../src/database/backup/backup.js";
import { openDatabase, openForReading } from "../../src/database/open.js";
import { workOff } from "../../src/jobs/worker.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets } from "../../src/targets/draft.js";
import { giasText } from "../import/files.js";
import { openPlaces, type Place, type Places } from "../support/places.js";
import { department, insertRun } from "../targets/world.js";
import { kindred } from "./kindred.js";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");
let places: Places;
let place: Place;
let server: ChildProcess;
let address: string;
let names: { setId: string; clientId: string };

async function serve(): Promise<void> {
  server = spawn(process.execPath, [program, "serve", "--port", "0", "--no-jobs"], {
    env: { PATH: process.env.PATH, KINDRED_DATA: place.dataDirectory, KINDRED_LOG: "silent" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  while (!/at (http:\S+)\/graphql/.test(output)) output += String((await once(server.stdout as never, "data"))[0]);
  address = /at (http:\S+)\/graphql/.exec(output)?.[1] ?? "";
}

beforeAll(async () => {
  places = await openPlaces("");
  place = await places.prepared();
  const database = await openDatabase(place);
  const { setId, jobId } = await draftTargets(database, department, { runId: await insertRun(database) });
  await workOff(database, targetJobs, jobId);
  const { client } = await createClient(database, department, { role: "ANALYST", name: "An analyst" });
  names = { setId, clientId: client.id };
  await database.close();
});
afterAll(async () => {
  server.kill("SIGKILL");
  await places.remove();
});

const command = (...words: string[]) => kindred(words, place);

describe("beside kindred serve", () => {
  it("commands that read print the same as without a server; an import is refused", async () => {
    const { setId, clientId } = names;
    const reading = [
      ["runs"],
      ["jobs", "--json"],
      ["targets", "list"],
      ["targets", "met", setId, "--year", "2023/24"],
      ["client", "list"],
      ["client", "keys", clientId],
    ];
    const alone: string[] = [];
    for (const words of reading) alone.push((await command(...words)).out);
    await serve();
    for (const [i, words] of reading.entries())
      expect([words, await command(...words)]).toEqual([words, { code: 0, out: alone[i], err: "" }]);
    expect(alone.every((out) => out.includes("\n"))).toBe(true);
    const register = join(places.folder, "edubasealldata.csv");
    await writeFile(register, giasText([{}]));
    const refused = await command("import", "--gias", register);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(
      new RegExp(`^kindred: .* is in use by process ${server.pid}: .*Stop that process, .*\n$`),
    );
  });

  it("a backup is written while the server answers", async () => {
    const path = join(places.folder, "served.backup");
    let ended = false;
    const made = command("backup", path).finally(() => {
      ended = true;
    });
    let answered = 0;
    while (!ended) {
      expect((await fetch(`${address}/health`)).status).toBe(200);
      answered++;
    }
    expect(await made).toMatchObject({ code: 0 });
    expect(answered).toBeGreaterThan(1);
  });

  it("statements sent to a killed server fail, and the next process opens the database", async () => {
    const reader = await openForReading(place);
    const options = { signal: new AbortController().signal, onProgress: () => {} };
    await backUp(reader, place, join(places.folder, "first.backup"), "0.0.0", options);
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
    for (const read of [() => reader.query("SELECT 1"), () => reader.prisma.client.findMany()])
      await expect(read()).rejects.toMatchObject({
        code: "DATABASE_UNUSABLE",
        message: expect.stringContaining(`Process ${server.pid}, `),
      });
    await reader.close();
    expect(await readdir(place.dataDirectory)).toEqual(
      expect.arrayContaining(["database", "database.ask", "database.copy"]),
    );
    expect(await command("runs")).toMatchObject({ code: 0, err: "" });
    expect(await readdir(place.dataDirectory)).toEqual(["database"]);
  });
});
