import { afterEach, describe, expect, it, vi } from "vitest";
import { type MatchOptions, matchFrame } from "../../src/matching/match.js";
import { frameOfSchools } from "../support/match.js";
import { inventedSchools } from "../support/population.js";

const secondary = inventedSchools(600);
const special = inventedSchools(100, 2).map((school) => ({
  ...school,
  urn: school.urn + 3,
  block: "SPECIAL" as const,
}));
const frame = frameOfSchools([...secondary, ...special]);
const nearest = { strategy: "nearest-neighbour", parameters: {}, packages: [] };

describe("matching a frame", () => {
  it("answers for every school in the order of the frame, with peers of its own block", async () => {
    const { schools, strategy, version, attributes } = await matchFrame(frame, nearest);
    expect({ strategy, version }).toEqual({ strategy: "nearest-neighbour", version: "1.0.0" });
    expect(schools.map(({ urn }) => urn)).toEqual([...frame.urn]);
    const specialUrns = new Set(special.map(({ urn }) => urn));
    for (const school of schools) {
      if ("peers" in school) {
        expect(school.peers.every((peer) => specialUrns.has(peer) === specialUrns.has(school.urn))).toBe(true);
      }
    }
    expect(Object.keys(attributes)).toEqual(["SECONDARY", "SPECIAL"]);
  });

  it("gives the same answer twice, whatever form the parameters are in", async () => {
    const first = await matchFrame(frame, nearest);
    const second = await matchFrame(frame, { ...nearest, parameters: { k: 20, preset: "attendance" } });
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  it("measures kilometres on the grid, null where either school has no coordinates", async () => {
    const whole = secondary.find((school) => !Object.values(school).some(Number.isNaN) && school.selective === false)!;
    const at = (urn: number, place: object) => ({ ...whole, urn, ...place });
    const three = frameOfSchools([
      at(1, { easting: 400_000, northing: 200_000 }),
      at(2, { easting: 403_000, northing: 204_049 }),
      at(3, { easting: Number.NaN, northing: Number.NaN }),
    ]);
    const { schools } = await matchFrame(three, { ...nearest, parameters: { k: 2 } });
    expect(schools[0]).toMatchObject({ peers: [2, 3], kilometres: [5, null] });
  });

  it.each(["nearest-neighbour", "rule-bands"])(
    "reports progress of %s that never goes back and ends at the whole",
    async (strategy) => {
      const seen: number[] = [];
      const onProgress = (done: number, total: number) => {
        expect(total).toBe(700);
        seen.push(done);
      };
      await matchFrame(frame, { ...nearest, strategy }, { onProgress });
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      expect(seen.at(-1)).toBe(700);
    },
  );

  it("refuses what it cannot start, and names it", async () => {
    await expect(matchFrame(frame, { ...nearest, strategy: "guesswork" })).rejects.toMatchObject({
      code: "UNKNOWN_STRATEGY",
      message: expect.stringMatching(/nearest-neighbour, .*rule-bands/),
    });
    await expect(matchFrame(frame, { ...nearest, parameters: { k: "many" } })).rejects.toMatchObject({
      code: "BAD_PARAMETERS",
      message: expect.stringContaining("parameters of nearest-neighbour at k"),
    });
  });
});

describe("a strategy that misbehaves fails its run alone:", () => {
  const packages = [new URL("./misbehaving.ts", import.meta.url).href];
  const run = (how: string, options?: MatchOptions) =>
    matchFrame(frame, { strategy: "misbehaving", parameters: { how }, packages }, options);
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const failure = (message: string) => ({ code: "STRATEGY_FAILED", message: expect.stringContaining(message) });

  it("it throws, and its message is told", async () => {
    await expect(run("throw")).rejects.toMatchObject(failure("misbehaving threw: the figures are wrong"));
  });
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
