// All generated requests; confidentiality.test.ts sends a part of them. More, with other seeds: npm run
// test:confidentiality.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, runHarness } from "./harness.js";
import { compared, worlds } from "./protocol.js";
import { describeFindings, sample } from "./sample.js";
import { isScoped } from "./secret-clients.js";
import { startTwins, type Twins } from "./twins.js";

describe.each(worlds)("3,000 generated requests to databases that differ in %s", (world) => {
  let twins: Twins;
  let outcome: Outcome;
  beforeAll(async () => {
    twins = await startTwins(world);
    outcome = await runHarness(twins, sample);
  }, 600_000);
  afterAll(() => twins?.close());

  it("reveal neither a difference between the databases nor a secret, in answers, statements, log or audit", () => {
    expect(describeFindings(outcome.findings)).toEqual([]);
  });

  it("name at least 99% of the fields and every argument and enum value of the full schema", () => {
    const { fields, arguments: given, "enum values": values } = outcome.coverage;
    expect(fields.share, fields.missing.join()).toBeGreaterThanOrEqual(0.99);
    expect(given.missing).toEqual([]);
    expect(values.missing).toEqual([]);
  });

  it("return to every compared client some of its own secrets", () => {
    expect(outcome.served).toEqual(new Set(compared[world].filter(isScoped)));
  });

  it("return data without errors for at least 25% of the requests", () => {
    expect(outcome.answered).toBeGreaterThanOrEqual(0.25);
  });
});
