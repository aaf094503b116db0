// A real `kindred serve` over the demo's England, in processes of their own, for benches of what it bears.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");

export interface Place {
  readonly dataDirectory: string;
  /** PostgreSQL, where given. */
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
  /** @param from an address of this machine that the request comes from */
  ask(query: string, options?: { readonly key?: string; readonly from?: string }): Promise<Answer>;
  health(): Promise<number>;
  /** The longest that the serving thread's event loop was held up since this was asked last, in milliseconds. */
  longestStall(): Promise<number>;
  stop(): Promise<void>;
}

const environment = ({ dataDirectory, databaseUrl }: Place) => ({
  PATH: process.env.PATH,
  KINDRED_DATA: dataDirectory,
  ...(databaseUrl && { DATABASE_URL: databaseUrl }),
});

/** Runs a command to its end. @param codes with which it may end @throws where it ends otherwise */
export async function kindred(place: Place, words: readonly string[], codes: readonly number[] = [0]): Promise<void> {
  const child = spawn(process.execPath, [program, ...words], {
    env: environment(place),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const [code] = await once(child, "close");
  if (!codes.includes(code)) throw new Error(`kindred ${words.join(" ")} ended with ${code}: ${said.slice(-500)}`);
}

/** The demo of so many schools, made where it is not there, and a server over it. */
export async function serveDemo(
  place: Place,
  schools: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const keysFile = join(place.dataDirectory, "demo/keys.json");
  if (!existsSync(keysFile)) await kindred(place, ["demo", "--exit", "--schools", String(schools)]);
  const keys = JSON.parse(await readFile(keysFile, "utf8"));
  const child = spawn(process.execPath, [program, "serve", "--port", "0", "--host", "0.0.0.0"], {
    env: { ...environment(place), KINDRED_METRICS_PORT: "0", KINDRED_PROXIES: "1", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [address, metrics] = await Promise.all([
    said(child.stdout, /at http:\/\/\S+:(\d+)\/graphql/),
    said(child.stderr, /"address":"(http:[^"]+)"/),
  ]);
  child.stderr.resume();
  const url = `http://127.0.0.1:${address}`;
  const longestStall = async () => {
    const text = await (await fetch(metrics)).text();
    return 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]);
  };
  await longestStall();
  return {
    keys,
    process: child,
    longestStall,
    async ask(query, { key, from } = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(key && { authorization: `Bearer ${key}` }),
          ...(from && { "x-forwarded-for": from }),
        },
        body: JSON.stringify({ query }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    async health() {
      const began = performance.now();
      const response = await fetch(`${url}/health`);
      await response.text();
      return performance.now() - began;
    },
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function said(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  let text = "";
  for (;;) {
    const [data] = await once(stream, "data");
    text += data;
    const found = pattern.exec(text)?.[1];
    if (found) return found;
  }
}

/** Asks again and again until the answer is what is waited for. */
export async function until<T>(look: () => Promise<T>, isIt: (found: T) => boolean, timeoutMs = 300_000): Promise<T> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    const found = await look();
    if (isIt(found)) return found;
    await delay(250);
  }
  throw new Error("what was waited for did not come");
}

/** The value that so much of the sorted values is at or below. @param share 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
