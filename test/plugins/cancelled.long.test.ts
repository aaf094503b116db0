// Every installed strategy is ended where it is cancelled in the middle, in a process of its own. Part of the contract.
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

it.each([...(await findStrategies(packages)).keys()])(
  "%s is ended where it is cancelled in the middle",
  async (strategy) => {
    const abort = new AbortController();
    const matching = matchFrame(
      frameOfSchools([...small, ...large]),
      { strategy, parameters: {}, packages },
      // The small block is done, the large one is at hand.
      { signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(matching).rejects.toMatchObject({ code: "CANCELLED" });
  },
);
