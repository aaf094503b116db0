// Two databases that are alike in what anyone, Ofsted, a school, a vendor, a trust or an authority may read, and in nothing
// else, answer them with the same bytes. Every thirty-seventh of the requests that confidentiality.long.test.ts asks, which
// compares an analyst too; a failure is found again by its seed and number.
import { buildSchema } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bombard } from "./bombard.js";
import { coverage } from "./coverage.js";
import { harass, type Outcome } from "./harness.js";
import { compared } from "./protocol.js";
import { requestsOf } from "./requests.js";
import { sample, told } from "./sample.js";
import { isScoped } from "./secret-clients.js";
import { startTwins, type Twins } from "./twins.js";

const world = "scopes";
let twins: Twins;
beforeAll(async () => {
  twins = await startTwins(world);
}, 120_000);
afterAll(() => twins?.close());

describe("generated requests, with others asking in between", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await harass(twins, { ...sample, queries: Math.ceil(sample.queries / 37), step: 37 });
  }, 240_000);

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
  const server = () => twins.servers[0];

  it("would, were all requests of the sample asked, hear nearly every field and every argument and enum value", async () => {
    const { full, open } = await server().call("welcome", null);
    const schemas = { full: buildSchema(full), open: buildSchema(open) };
    const make = requestsOf(schemas, sample.seed);
    const named = Array.from({ length: sample.queries }, (_, number) => make(number).named).flat();
    const { fields, arguments: given, "enum values": values } = coverage(schemas.full, new Set(named));
    expect(fields.share, fields.missing.join()).toBeGreaterThanOrEqual(0.99);
    expect(given.missing).toEqual([]);
    expect(values.missing).toEqual([]);
  });

  it("refuses 500 malformed requests without a fault, and names nothing of the inside", async () => {
    expect(told(await bombard(server(), { seed: sample.seed, requests: 500 }))).toEqual([]);
  });
});
