// The bytes of a population. Their hash is its id, which is part of the fingerprint of every run over it.
import { describe, expect, it } from "vitest";
import { encodePopulation, populationId } from "../../src/population/encoding.js";
import { inventedSchools, populationOf } from "../support/population.js";

describe("the bytes of a population", () => {
  it("stay the same from release to release, and so do the fingerprints of runs", () => {
    const bytes = encodePopulation(populationOf(inventedSchools(40)));
    expect(populationId(bytes)).toBe("eb0968c590de69417a19a09b40ebd673cb8624e69700e6acd75ed9392a1087a5");
  });
});
