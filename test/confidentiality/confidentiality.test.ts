// Two databases with the same public content and different secrets answer anyone, Ofsted and a school with the same bytes.
// Every nineteenth of the requests that confidentiality.long.test.ts asks; a failure is found again by its seed and number.
import { buildSchema } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bombard } from "./bombard.js";
import { coverage } from "./coverage.js";
import { harass, type Outcome } from "./harness.js";
import { requestsOf } from "./requests.js";
import { sample, told } from "./sample.js";
import { startTwins, type Twins } from "./twins.js";

let twins: Twins;
beforeAll(async () => {
  twins = await startTwins();
});
afterAll(() => twins?.close());

describe("generated requests, with others asking in between", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await harass(twins, { ...sample, queries: Math.ceil(sample.queries / 19), step: 19 });
  }, 240_000);

  it("tell neither the one database from the other nor any secret, in answers, statements, log or audit", () => {
    expect(told(outcome.findings)).toEqual([]);
  });

  it("are answered to anyone with something in it, at least one in five of so few", () => {
    expect(outcome.answered).toBeGreaterThanOrEqual(0.2);
  });

  it("would, were all of them asked, name nearly every field and every argument and enum value", async () => {
    const { full, open } = await twins.servers[0].call("welcome", null);
    const schemas = { full: buildSchema(full), open: buildSchema(open) };
    const make = requestsOf(schemas, sample.seed);
    const named = Array.from({ length: sample.queries }, (_, number) => make(number).named).flat();
    const { fields, arguments: given, "enum values": values } = coverage(schemas.full, new Set(named));
    expect(fields.share, fields.missing.join()).toBeGreaterThanOrEqual(0.99);
    expect(given.missing).toEqual([]);
    expect(values.missing).toEqual([]);
  });
});

describe("500 malformed requests", () => {
  it("are refused without a fault, and tell nothing of the inside", async () => {
    expect(told(await bombard(twins.servers[0], { seed: sample.seed, requests: 500 }))).toEqual([]);
  });
});
