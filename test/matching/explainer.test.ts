import { afterAll, describe, expect, it } from "vitest";
import { openExplainer, type PairRequest } from "../../src/matching/process/explainer.js";
import { encodePopulation } from "../../src/population/encoding.js";
import { packPopulation } from "../../src/population/packing.js";
import { inventedSchools, populationOf } from "../support/population.js";

const misbehaving = new URL("./misbehaving.ts", import.meta.url).href;
const schools = inventedSchools(60).filter((school) => !Number.isNaN(school.fsm));
const [first, second] = schools.map(({ urn }) => urn) as [number, number];

const packed = packPopulation(encodePopulation(populationOf(schools)));
let loads = 0;
const request: PairRequest = {
  key: "one",
  readPopulation: () => {
    loads++;
    return packed;
  },
  constraints: {},
  strategy: "nearest-neighbour",
  version: "1.0.0",
  parameters: { attributes: { fsm: 1 } },
  urn: first,
  other: second,
};

describe("the explainer", () => {
  const explainer = openExplainer([misbehaving], { timeoutMs: 20_000 });
  afterAll(() => explainer.close());

  it("answers concurrent requests, and loads their population once", async () => {
    loads = 0;
    const [forward, backward] = await Promise.all([
      explainer.explain(request),
      explainer.explain({ ...request, urn: second, other: first }),
    ]);
    expect(forward.standing).toEqual(backward.reverse);
    expect(forward.distance).toBe(backward.distance);
    expect(loads).toBe(1);
    await explainer.explain({ ...request, key: "two" });
    expect(loads).toBe(2);
  });

  it("applies the run's constraints", async () => {
    const [one, other] = [
      schools.find(({ region }) => region === "London"),
      schools.find(({ region }) => region === "South West"),
    ];
    const pair = {
      ...request,
      key: "constrained",
      constraints: { sameRegion: true },
      urn: one!.urn,
      other: other!.urn,
    };
    const { standing } = await explainer.explain(pair);
    expect(standing.rules).toContain("sameRegion");
  });

  it("reports a damaged population, and continues", async () => {
    const readPopulation = async () => (await packed).subarray(0, 100);
    await expect(explainer.explain({ ...request, key: "damaged", readPopulation })).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
    });
    await expect(explainer.explain(request)).resolves.toMatchObject({ urn: first });
  });

  it("reports what a strategy threw, and continues", async () => {
    const throwing = { ...request, key: "three", strategy: "misbehaving", parameters: { how: "throw" } };
    await expect(explainer.explain(throwing)).rejects.toMatchObject({
      code: "STRATEGY_FAILED",
      message: "the figures are wrong",
    });
    await expect(explainer.explain({ ...throwing, key: "four", parameters: { how: "exit" } })).rejects.toMatchObject({
      code: "STRATEGY_FAILED",
      message: expect.stringContaining("exit code 3"),
    });
    await expect(explainer.explain(request)).resolves.toMatchObject({ urn: first });
  });

  it("rejects a run of another version of the strategy", async () => {
    const older = { ...request, key: "five", version: "0.9.0" };
    await expect(explainer.explain(older)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("0.9.0, but 1.0.0 is installed"),
    });
  });

  it("stops a strategy that never ends, at the timeout or when cancelled", async () => {
    const endless = { ...request, key: "six", strategy: "misbehaving", parameters: { how: "loop" } };
    const abort = new AbortController();
    const cancelled = explainer.explain(
      {
        ...endless,
        readPopulation: async () => {
          setImmediate(() => abort.abort());
          return request.readPopulation();
        },
      },
      abort.signal,
    );
    await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(explainer.explain(endless, abort.signal)).rejects.toMatchObject({ code: "CANCELLED" });
    const impatient = openExplainer([misbehaving], { timeoutMs: 2500 });
    await expect(impatient.explain(endless)).rejects.toMatchObject({
      message: expect.stringContaining("longer than 2.5 s"),
    });
  });

  it("cancels current and later requests when closed", async () => {
    const closed = openExplainer([misbehaving]);
    const endless = { ...request, key: "eight", strategy: "misbehaving", parameters: { how: "loop" } };
    const requests = [closed.explain(endless), closed.explain(request)];
    const cancelled = requests.map((one) => expect(one).rejects.toMatchObject({ code: "CANCELLED" }));
    await closed.close();
    await Promise.all(cancelled);
    await expect(closed.explain(request)).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("passes on an error of readPopulation", async () => {
    const readPopulation = () => Promise.reject(new Error("gone"));
    await expect(explainer.explain({ ...request, key: "seven", readPopulation })).rejects.toThrow("gone");
    await expect(explainer.explain(request)).resolves.toMatchObject({ urn: first });
  });
});
