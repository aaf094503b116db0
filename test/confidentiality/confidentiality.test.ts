// Two databases with the same public content and different secrets answer anyone, Ofsted and a school with the same bytes.
// A sample of what `npm run test:confidentiality` asks; a failure is found again by its seed and number.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bombard } from "./bombard.js";
import { type Finding, harass, type Outcome } from "./harness.js";
import { startTwins, type Twins } from "./twins.js";

const sample = { seed: 20261122, queries: 2_000, byTurns: true };

let twins: Twins;
beforeAll(async () => {
  twins = await startTwins();
});
afterAll(() => twins?.close());

const told = (findings: readonly Finding[]) =>
  findings.slice(0, 3).map(({ number, who, what, document }) => `${number} ${who}: ${what}\n${document}`);

describe("2,000 generated requests, with others asking in between", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await harass(twins, sample);
  }, 240_000);

  it("tell neither the one database from the other nor any secret, in answers, statements, log or audit", () => {
    expect(told(outcome.findings)).toEqual([]);
  });

  it("name nearly every field and every argument and enum value of the whole schema", () => {
    const { fields, arguments: given, "enum values": values } = outcome.coverage;
    expect(fields.share, fields.missing.join()).toBeGreaterThanOrEqual(0.99);
    expect(given.missing).toEqual([]);
    expect(values.missing).toEqual([]);
  });

  it("are answered to anyone with something in it, at least three in ten", () => {
    expect(outcome.answered).toBeGreaterThanOrEqual(0.3);
  });
});

describe("500 malformed requests", () => {
  it("are refused without a fault, and tell nothing of the inside", async () => {
    expect(told(await bombard(twins.servers[0], { seed: sample.seed, requests: 500 }))).toEqual([]);
  });
});
