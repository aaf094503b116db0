// Two databases are alike only in what anyone, Ofsted, a school, a vendor, a trust or an authority may read. The
// answers to these callers must be the same, byte for byte. This suite sends every 37th request of
// confidentiality.long.test.ts, which also compares an analyst. A failure can be repeated by its seed and number.
import { buildSchema } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bombard } from "./bombard.js";
import { coverage } from "./coverage.js";
import { type Outcome, runHarness } from "./harness.js";
import { compared } from "./protocol.js";
import { requestsOf } from "./requests.js";
import { describeFindings, sample } from "./sample.js";
import { isScoped } from "./secret-clients.js";
import { startTwins, type Twins } from "./twins.js";

const world = "scopes";
let twins: Twins;
beforeAll(async () => {
  twins = await startTwins(world);
}, 120_000);
afterAll(() => twins?.close());

describe("generated requests, with other callers' requests in between", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await runHarness(twins, { ...sample, queries: Math.ceil(sample.queries / 37), step: 37 });
  }, 240_000);

  it("reveal neither a difference between the databases nor a secret, in answers, statements, log or audit", () => {
    expect(describeFindings(outcome.findings)).toEqual([]);
  });

  it("return data without errors for at least 20% of the requests", () => {
    expect(outcome.answered).toBeGreaterThanOrEqual(0.2);
  });

  it("return to every compared client some of its own secrets", () => {
    expect(outcome.served).toEqual(new Set(compared[world].filter(isScoped)));
  });
});

describe("a server", () => {
  const server = () => twins.servers[0];

  it("is sent, by the whole sample, at least 99% of the fields and every argument and enum value", async () => {
    const { full, open } = await server().call("welcome", null);
    const schemas = { full: buildSchema(full), open: buildSchema(open) };
    const make = requestsOf(schemas, sample.seed);
    const named = Array.from({ length: sample.queries }, (_, number) => make(number).named).flat();
    const { fields, arguments: given, "enum values": values } = coverage(schemas.full, new Set(named));
    expect(fields.share, fields.missing.join()).toBeGreaterThanOrEqual(0.99);
    expect(given.missing).toEqual([]);
    expect(values.missing).toEqual([]);
  });

  it("refuses 500 malformed requests without internal errors or internal details", async () => {
    expect(describeFindings(await bombard(server(), { seed: sample.seed, requests: 500 }))).toEqual([]);
  });
});
