// Kindred's processes, started as a person starts them, and ended in every way.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { resolve } from "node:path";
import type { PlaceConfig } from "./place.js";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");

export interface Started {
  readonly child: ChildProcess;
  /** Resolves once it works or listens; rejects where it ends before. */
  readonly ready: Promise<void>;
}

/** @param heard gets what it logs: errors alone, unless told otherwise */
export function start(
  words: readonly string[],
  { dataDirectory, databaseUrl = "" }: PlaceConfig,
  heard: (text: string) => void,
  settings: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [program, ...words], {
    env: {
      PATH: process.env.PATH,
      KINDRED_DATA: dataDirectory,
      DATABASE_URL: databaseUrl,
      KINDRED_LOG: "error",
      KINDRED_RATE_LIMIT: "1000000",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (text) => heard(String(text)));
  const ready = new Promise<void>((done, fail) => {
    child.stdout.once("data", () => done());
    child.once("close", () => fail(new Error(`kindred ${words.join(" ")} ended before it was ready`)));
  });
  ready.catch(() => {}); // Whoever kills it before it is ready does not wait for it.
  return { child, ready };
}

/** Resolves once it has ended. @returns its exit code, or null where a signal ended it */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = once(child, "close");
  child.kill(signal);
  const [code] = await closed;
  return code;
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
