import { describe, expect, it } from "vitest";
import { fingerprintOf, uuidOf } from "../../src/runs/fingerprint.js";

const parts = {
  strategy: "nearest-neighbour",
  version: "1.0.0",
  parameters: { k: 20 },
  constraints: { withinKm: null },
  populationId: "a".repeat(64),
};

describe("a fingerprint", () => {
  it("is always the same for the same run", () => {
    expect(fingerprintOf(parts)).toBe("f922fb4f7585ef1a03b1ccba2fff4d146893d8d6dc6e910762d4ddda3cdd338e");
  });

  it.each<[string, object]>([
    ["strategy", { strategy: "rule-bands" }],
    ["version", { version: "1.0.1" }],
    ["parameters", { parameters: { k: 21 } }],
    ["constraints", { constraints: { withinKm: 50 } }],
    ["population", { populationId: "b".repeat(64) }],
  ])("differs for another %s", (_, change) => {
    expect(fingerprintOf({ ...parts, ...change })).not.toBe(fingerprintOf(parts));
  });

  it("determines the run's id, a valid version 8 UUID", () => {
    expect(uuidOf("00112233445566778899aabbccddeeff".padEnd(64, "0"))).toBe("00112233-4455-8677-8899-aabbccddeeff");
  });
});
