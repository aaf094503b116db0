import { describe, expect, it } from "vitest";
import { matchFrame } from "../../src/matching/match.js";
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
  it("returns every school in the order of the frame, with peers of its own block", async () => {
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

  it("gives the same answer twice, for raw and normalised parameters", async () => {
    const first = await matchFrame(frame, nearest);
    const second = await matchFrame(frame, { ...nearest, parameters: { k: 20, preset: "attendance" } });
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  it("measures kilometres on the grid, null if either school has no coordinates", async () => {
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
    "reports progress of %s that never goes back and ends at the total",
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

  it("rejects an unknown strategy and bad parameters, and names them", async () => {
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

// For other faults of strategies see misbehaving.long.test.ts.
it("fails only the run if a strategy throws, with its message", async () => {
  const packages = [new URL("./misbehaving.ts", import.meta.url).href];
  const run = matchFrame(frame, { strategy: "misbehaving", parameters: { how: "throw" }, packages });
  await expect(run).rejects.toMatchObject({
    code: "STRATEGY_FAILED",
    message: expect.stringContaining("misbehaving threw: the figures are wrong"),
  });
});
