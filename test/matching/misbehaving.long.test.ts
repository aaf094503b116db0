// Strategies that hang, exit, use up memory or look for credentials, each in a child process.
import { afterEach, describe, expect, it, vi } from "vitest";
import { type MatchOptions, matchFrame } from "../../src/matching/match.js";
import { frameOfSchools } from "../support/match.js";
import { inventedSchools } from "../support/population.js";

const frame = frameOfSchools(inventedSchools(600));

describe("a misbehaving strategy fails only its own run", () => {
  const packages = [new URL("./misbehaving.ts", import.meta.url).href];
  const run = (how: string, options?: MatchOptions) =>
    matchFrame(frame, { strategy: "misbehaving", parameters: { how }, packages }, options);
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const failure = (message: string) => ({ code: "STRATEGY_FAILED", message: expect.stringContaining(message) });

  it("if it never ends: it is stopped at the timeout", async () => {
    await expect(run("loop", { timeoutMs: 2500 })).rejects.toMatchObject(failure("longer than 2.5 s"));
  });
  it("if it uses up its memory", async () => {
    await expect(run("hoard", { memoryMb: 100 })).rejects.toMatchObject(failure("100 MB of objects"));
    await expect(run("hoardArrays", { memoryMb: 100 })).rejects.toMatchObject(failure("456 MB in all"));
  });
  it("if it exits", async () => {
    await expect(run("exit")).rejects.toMatchObject(failure("exit code 3"));
  });
  it("if it returns an invalid result: the school is named", async () => {
    await expect(run("strangers")).rejects.toMatchObject(failure("misbehaving, school 100000: peer row 999"));
  });
  it("if it reads a column that does not exist", async () => {
    await expect(run("unknownColumn")).rejects.toMatchObject(
      failure('no column "shoeSize"; the columns are roll, fsm'),
    );
  });
  it("if it looks for credentials: it finds none", async () => {
    vi.stubEnv("DATABASE_URL", "postgresql://secret");
    await expect(run("credentials")).rejects.toMatchObject(failure("the database is at undefined"));
  });
  it("if it is cancelled: it ends", async () => {
    const cancelling = new AbortController();
    const running = run("loop", { signal: cancelling.signal, onProgress: () => cancelling.abort() });
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(run("loop", { signal: cancelling.signal })).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
