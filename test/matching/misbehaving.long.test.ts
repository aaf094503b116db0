// Strategies that hang, leave, hoard or look for what is not theirs: each in a process of its own.
import { afterEach, describe, expect, it, vi } from "vitest";
import { type MatchOptions, matchFrame } from "../../src/matching/match.js";
import { frameOfSchools } from "../support/match.js";
import { inventedSchools } from "../support/population.js";

const frame = frameOfSchools(inventedSchools(600));

describe("a strategy that misbehaves fails its run alone:", () => {
  const packages = [new URL("./misbehaving.ts", import.meta.url).href];
  const run = (how: string, options?: MatchOptions) =>
    matchFrame(frame, { strategy: "misbehaving", parameters: { how }, packages }, options);
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const failure = (message: string) => ({ code: "STRATEGY_FAILED", message: expect.stringContaining(message) });

  it("it never ends, and is stopped in time", async () => {
    await expect(run("loop", { timeoutMs: 2500 })).rejects.toMatchObject(failure("longer than 2.5 s"));
  });
  it("it uses up its memory", async () => {
    await expect(run("hoard", { memoryMb: 100 })).rejects.toMatchObject(failure("100 MB of objects"));
    await expect(run("hoardArrays", { memoryMb: 100 })).rejects.toMatchObject(failure("456 MB in all"));
  });
  it("it leaves", async () => {
    await expect(run("exit")).rejects.toMatchObject(failure("exit code 3"));
  });
  it("it returns what it may not, and the school is named", async () => {
    await expect(run("strangers")).rejects.toMatchObject(failure("misbehaving, school 100000: peer row 999"));
  });
  it("it reads a column that there is none of", async () => {
    await expect(run("unknownColumn")).rejects.toMatchObject(failure('no column "shoeSize"; there are roll, fsm'));
  });
  it("it looks for credentials, and finds none", async () => {
    vi.stubEnv("DATABASE_URL", "postgresql://secret");
    await expect(run("credentials")).rejects.toMatchObject(failure("the database is at undefined"));
  });
  it("it never ends, and is cancelled", async () => {
    const cancelling = new AbortController();
    const running = run("loop", { signal: cancelling.signal, onProgress: () => cancelling.abort() });
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(run("loop", { signal: cancelling.signal })).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
