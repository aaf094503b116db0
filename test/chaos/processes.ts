// Starts Kindred's processes from the command line, and ends them in every way.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { resolve } from "node:path";
import type { PlaceConfig } from "./place.js";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");

export interface Started {
  readonly child: ChildProcess;
  /** Resolves once the process works or listens; rejects if it ends before. */
  readonly ready: Promise<void>;
}

/** @param onLog called with the process's log: errors only by default */
export function start(
  args: readonly string[],
  { dataDirectory, databaseUrl = "" }: PlaceConfig,
  onLog: (text: string) => void,
  settings: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [program, ...args], {
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
  child.stderr.on("data", (text) => onLog(String(text)));
  const ready = new Promise<void>((done, fail) => {
    child.stdout.once("data", () => done());
    child.once("close", () => fail(new Error(`kindred ${args.join(" ")} ended before it was ready`)));
  });
  ready.catch(() => {}); // A caller that kills it early does not await it.
  return { child, ready };
}

/** Ends the process. @returns its exit code, or null if a signal ended it */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = once(child, "close");
  child.kill(signal);
  const [code] = await closed;
  return code;
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
