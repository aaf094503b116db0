// Starts `kindred serve` on a demo database in a separate process, for benchmarks of the server under load.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");

export interface DatabaseLocation {
  readonly dataDirectory: string;
  /** PostgreSQL; the embedded database in the data directory if not given. */
  readonly databaseUrl?: string;
}

export interface Answer {
  readonly status: number;
  readonly data?: Record<string, unknown>;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export interface Served {
  readonly keys: Readonly<Record<string, string>>;
  readonly process: ChildProcess;
  /** @param from the client address to send the request from */
  ask(
    query: string,
    options?: { readonly key?: string; readonly from?: string; readonly variables?: object },
  ): Promise<Answer>;
  health(): Promise<number>;
  /** The longest block of the serving thread's event loop since the last call, in milliseconds. */
  longestStall(): Promise<number>;
  stop(): Promise<void>;
}

const environment = ({ dataDirectory, databaseUrl }: DatabaseLocation) => ({
  PATH: process.env.PATH,
  KINDRED_DATA: dataDirectory,
  ...(databaseUrl && { DATABASE_URL: databaseUrl }),
});

/** Runs a command to its end. @param codes allowed exit codes @throws on any other exit code */
export async function kindred(
  location: DatabaseLocation,
  words: readonly string[],
  codes: readonly number[] = [0],
): Promise<void> {
  const child = spawn(process.execPath, [program, ...words], {
    env: environment(location),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (text) => {
    output += text;
  });
  const [code] = await once(child, "close");
  if (!codes.includes(code)) throw new Error(`kindred ${words.join(" ")} exited with ${code}: ${output.slice(-500)}`);
}

/** Starts a server on the demo; first creates the demo, with `schools` schools, if it does not exist. */
export async function serveDemo(
  location: DatabaseLocation,
  schools: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const keysFile = join(location.dataDirectory, "demo/keys.json");
  if (!existsSync(keysFile)) await kindred(location, ["demo", "--exit", "--schools", String(schools)]);
  const keys = JSON.parse(await readFile(keysFile, "utf8"));
  const child = spawn(process.execPath, [program, "serve", "--port", "0", "--host", "0.0.0.0"], {
    env: { ...environment(location), KINDRED_METRICS_PORT: "0", KINDRED_PROXIES: "1", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [port, metricsUrl] = await Promise.all([
    waitForOutput(child.stdout, /at http:\/\/\S+:(\d+)\/graphql/),
    waitForOutput(child.stderr, /"address":"(http:[^"]+)"/),
  ]);
  child.stderr.resume();
  const url = `http://127.0.0.1:${port}`;
  const longestStall = async () => {
    const text = await (await fetch(metricsUrl)).text();
    return 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]);
  };
  await longestStall();
  return {
    keys,
    process: child,
    longestStall,
    async ask(query, { key, from, variables } = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(key && { authorization: `Bearer ${key}` }),
          ...(from && { "x-forwarded-for": from }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    async health() {
      const start = performance.now();
      const response = await fetch(`${url}/health`);
      await response.text();
      return performance.now() - start;
    },
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** @returns the first group of the pattern, once the stream's output matches */
export async function waitForOutput(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  let text = "";
  for (;;) {
    const [data] = await once(stream, "data");
    text += data;
    const match = pattern.exec(text)?.[1];
    if (match) return match;
  }
}

/** Repeats `read` until `isDone` accepts its result. */
export async function until<T>(
  read: () => Promise<T>,
  isDone: (result: T) => boolean,
  timeoutMs = 300_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    const result = await read();
    if (isDone(result)) return result;
    await delay(250);
  }
  throw new Error(`the expected result did not arrive within ${timeoutMs} ms`);
}

/** The smallest value that at least this share of the values does not exceed. @param share 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
