// Runs the command line in this process, and takes what it writes.
import { vi } from "vitest";
import { runProgram } from "../../src/commands/program.js";
import type { Ended } from "./kindred.js";

export async function runInProcess(words: readonly string[]): Promise<Ended> {
  const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const code = await runProgram(words);
    const [written = "", told = ""] = [out, err].map(({ mock }) => mock.calls.map(([text]) => String(text)).join(""));
    return { code, out: written, err: told };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
