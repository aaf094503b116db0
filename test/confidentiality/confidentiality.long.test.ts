// The whole of what confidentiality.test.ts asks a part of. More, with other seeds: npm run test:confidentiality.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { harass, type Outcome } from "./harness.js";
import { compared, worlds } from "./protocol.js";
import { sample, told } from "./sample.js";
import { isScoped } from "./secret-clients.js";
import { startTwins, type Twins } from "./twins.js";

describe.each(worlds)("2,000 generated requests over databases that differ in %s", (world) => {
  let twins: Twins;
  let outcome: Outcome;
  beforeAll(async () => {
    twins = await startTwins(world);
    outcome = await harass(twins, sample);
  }, 600_000);
  afterAll(() => twins?.close());

  it("tell neither the one database from the other nor any secret, in answers, statements, log or audit", () => {
    expect(told(outcome.findings)).toEqual([]);
  });

  it("name nearly every field and every argument and enum value of the whole schema", () => {
    const { fields, arguments: given, "enum values": values } = outcome.coverage;
    expect(fields.share, fields.missing.join()).toBeGreaterThanOrEqual(0.99);
    expect(given.missing).toEqual([]);
    expect(values.missing).toEqual([]);
  });

  it("give every compared client secrets of its own", () => {
    expect(outcome.served).toEqual(new Set(compared[world].filter(isScoped)));
  });

  it("are answered with something in it, at least three in ten", () => {
    expect(outcome.answered).toBeGreaterThanOrEqual(0.3);
  });
});
