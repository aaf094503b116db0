// Runs the command line in a separate process, as a user would, or in this process.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { vi } from "vitest";
import { runProgram } from "../../src/commands/program.js";

const program = resolve(import.meta.dirname, "../../bin/kindred.js");

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly dataDirectory: string;
  readonly databaseUrl?: string | undefined;
  /** Sends SIGINT once, when standard error contains this text. */
  readonly interruptAt?: string;
  /** Sends SIGKILL, like a power cut, when standard error contains this text. */
  readonly killAt?: string;
}

export function kindred(
  words: readonly string[],
  { dataDirectory, databaseUrl, interruptAt, killAt }: RunOptions,
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...words], {
    env: {
      PATH: process.env.PATH,
      KINDRED_DATA: dataDirectory,
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  let sent = false;
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    err += data;
    const text = interruptAt ?? killAt;
    if (sent || text === undefined || !err.includes(text)) return;
    sent = true;
    child.kill(interruptAt ? "SIGINT" : "SIGKILL");
  });
  return new Promise((done) => child.on("close", (code) => done({ code, out, err })));
}

/** Runs in this process and its environment, which is much quicker. For commands that end by themselves. */
export async function kindredHere(words: readonly string[]): Promise<Ended> {
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockReturnValue(true));
  try {
    const code = await runProgram(words);
    const [out = "", err = ""] = spies.map(({ mock }) => mock.calls.map(([text]) => String(text)).join(""));
    return { code, out, err };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
