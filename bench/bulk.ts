// npm run bench:bulk -- DATABASE_URL: sends files of 20,000 and of 200,000 submissions, compressed, to a real server with
// a worker on an empty PostgreSQL database. Prints the time, the peak memory of both processes, and the ratio of the
// peaks, which stays near 1 if memory is flat.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { createClient } from "../src/access/clients.js";
import { operator } from "../src/access/operator.js";
import { openDatabase } from "../src/database/open.js";
import { until, waitForOutput } from "./serving/served.js";

const program = resolve(import.meta.dirname, "../bin/kindred.js");
const [databaseUrl] = process.argv.slice(2);
if (!databaseUrl) throw new Error("Give the URL of an empty PostgreSQL database.");
const sizes = [20_000, 200_000];
const schools = 2_000;
const firstUrn = 200_001;

const key = await prepare(databaseUrl);
const start = (...words: string[]) =>
  spawn(process.execPath, [program, ...words], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, KINDRED_LOG: "error", KINDRED_TIMEOUT: "300" },
    stdio: ["ignore", "pipe", "inherit"],
  });

const peaks: number[][] = [];
for (const [index, size] of sizes.entries()) {
  // New processes for each size, since a peak never falls.
  const server = start("serve", "--port", "0", "--no-jobs");
  const port = await waitForOutput(server.stdout!, /at http:\/\/\S+:(\d+)\/graphql/);
  const worker = start("work");
  await once(worker.stdout!, "data");
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const sent = await fetch(`${url}/bulk/attendance`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/jsonl", "content-encoding": "gzip" },
    body: compressed(size, index + 1),
    duplex: "half",
  } as RequestInit);
  if (sent.status !== 202) throw new Error(await sent.text());
  const file = (await sent.json()) as { url: string; bytes: number };
  const received = performance.now();
  const ask = async () => (await fetch(url + file.url, { headers: { authorization: `Bearer ${key}` } })).json();
  const done = await until(
    ask as () => Promise<Record<string, unknown>>,
    ({ status }) => !["QUEUED", "RUNNING"].includes(String(status)),
    1_800_000,
  );
  if (done.stored !== size) throw new Error(`not all are stored: ${JSON.stringify(done)}`);
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  const peak = [await peakOf(server), await peakOf(worker)];
  peaks.push(peak);
  console.log(
    `${size} lines, ${(file.bytes / 1e6).toFixed(1)} MB compressed: received in ${seconds(began, received)} s, submitted in ${seconds(received, performance.now())} s; peak memory: server ${peak[0]} MB, worker ${peak[1]} MB`,
  );
  for (const child of [server, worker]) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}
const ratios = peaks[1]!.map((peak, index) => (peak / peaks[0]![index]!).toFixed(2));
console.log(`peak memory of ten times the lines: server ${ratios[0]} times, worker ${ratios[1]} times`);

/** A vendor with the agreement of many schools. @returns its key */
async function prepare(url: string): Promise<string> {
  const database = await openDatabase({ dataDirectory: "", databaseUrl: url });
  await database.query(
    `INSERT INTO source_file (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
     VALUES (1, 'gias', 'directory.csv', 'abc', 1, 'utf-8', '2024-01-01', 4, 4, 0, '{}')`,
  );
  await database.query(
    `INSERT INTO school (urn, name, search_name, status, block, stub, file_id, line)
     SELECT urn, 'Oakfield', 'oakfield', 'OPEN', 'SECONDARY', false, 1, urn FROM generate_series($1::int, $2::int) urn`,
    [firstUrn, firstUrn + schools - 1],
  );
  const { client, key } = await createClient(database, operator, { name: "Vendor", role: "MIS_VENDOR" });
  await database.query(
    `INSERT INTO "grant" (id, client_id, capability, urn)
     SELECT gen_random_uuid(), $1, 'ATTENDANCE', urn FROM generate_series($2::int, $3::int) urn`,
    [client.id, firstUrn, firstUrn + schools - 1],
  );
  await database.close();
  return key;
}

/** A day of each school after the other, with a dozen codes. */
function compressed(size: number, revision: number): ReadableStream {
  const codes = ["/", "\\", "L", "I", "M", "C", "O", "U", "B", "D", "X", "-"];
  function* lines() {
    for (let line = 0; line < size; line++) {
      const day = new Date(Date.UTC(2024, 8, 2 + Math.floor(line / schools))).toISOString().slice(0, 10);
      const byCode = codes.map((code, at) => ({ code, sessions: at < 2 ? 300 + ((line * 7) % 91) : (line * at) % 9 }));
      yield `${JSON.stringify({ urn: firstUrn + (line % schools), scope: "AGE_5_15", from: day, to: day, revision, asAt: "2025-07-31T09:00:00Z", byCode, enrolments: 900 })}\n`;
    }
  }
  const gzip = createGzip();
  void (async () => {
    for (const line of lines()) if (!gzip.write(line)) await once(gzip, "drain");
    gzip.end();
  })();
  return Readable.toWeb(gzip) as ReadableStream;
}

/** Megabytes: the most that the process had in memory. */
async function peakOf({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}
