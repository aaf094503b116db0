// Two databases that are alike in what anyone, Ofsted, a school, a vendor, a trust, an authority or an analyst may read, and
// in nothing else, answer them with the same bytes.
// Every nineteenth of the requests that confidentiality.long.test.ts asks; a failure is found again by its seed and number.
import { buildSchema } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bombard } from "./bombard.js";
import { coverage } from "./coverage.js";
import { harass, type Outcome } from "./harness.js";
import { compared, worlds } from "./protocol.js";
import { requestsOf } from "./requests.js";
import { sample, told } from "./sample.js";
import { isScoped } from "./secret-clients.js";
import { startTwins, type Twins } from "./twins.js";

describe.each(worlds)("generated requests over databases that differ in %s, with others asking in between", (world) => {
  let twins: Twins;
  let outcome: Outcome;
  beforeAll(async () => {
    twins = await startTwins(world);
    outcome = await harass(twins, { ...sample, queries: Math.ceil(sample.queries / 19), step: 19 });
  }, 240_000);
  afterAll(() => twins?.close());

  it("tell neither the one database from the other nor any secret, in answers, statements, log or audit", () => {
    expect(told(outcome.findings)).toEqual([]);
  });

  it("are answered with something in it, at least one in five of so few", () => {
    expect(outcome.answered).toBeGreaterThanOrEqual(0.2);
  });

  it("give every compared client secrets of its own", () => {
    expect(outcome.served).toEqual(new Set(compared[world].filter(isScoped)));
  });
});

describe("a server", () => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins("scopes");
  });
  afterAll(() => twins?.close());

  it("would, were all requests of the sample asked, hear nearly every field and every argument and enum value", async () => {
    const { full, open } = await twins.servers[0].call("welcome", null);
    const schemas = { full: buildSchema(full), open: buildSchema(open) };
    const make = requestsOf(schemas, sample.seed);
    const named = Array.from({ length: sample.queries }, (_, number) => make(number).named).flat();
    const { fields, arguments: given, "enum values": values } = coverage(schemas.full, new Set(named));
    expect(fields.share, fields.missing.join()).toBeGreaterThanOrEqual(0.99);
    expect(given.missing).toEqual([]);
    expect(values.missing).toEqual([]);
  });

  it("refuses 500 malformed requests without a fault, and names nothing of the inside", async () => {
    expect(told(await bombard(twins.servers[0], { seed: sample.seed, requests: 500 }))).toEqual([]);
  });
});
