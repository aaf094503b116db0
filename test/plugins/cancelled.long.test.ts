// Part of the contract: every installed strategy ends when it is cancelled midway, in a child process.
import { expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { findStrategies } from "../../src/matching/discovery.js";
import { matchFrame } from "../../src/matching/match.js";
import { frameOfSchools } from "../support/match.js";
import { inventedSchools } from "../support/population.js";

const packages = [
  new URL("../../examples/kindred-strategy-size-and-need/index.js", import.meta.url).href,
  ...readConfig().pluginPackages,
];
const small = inventedSchools(180);
const large = inventedSchools(6000, 4).map((school) => ({
  ...school,
  urn: school.urn + 1,
  block: "SPECIAL" as const,
}));

it.each([...(await findStrategies(packages)).keys()])("%s ends when it is cancelled midway", async (strategy) => {
  const abort = new AbortController();
  const matching = matchFrame(
    frameOfSchools([...small, ...large]),
    { strategy, parameters: {}, packages },
    // The small block is done, the large one has started.
    { signal: abort.signal, onProgress: () => abort.abort() },
  );
  await expect(matching).rejects.toMatchObject({ code: "CANCELLED" });
});
