// What a published run would reveal of a secret run, with cohorts worked out by hand.
import { describe, expect, it } from "vitest";
import type { Population } from "../../../src/population/population.js";
import { Exact, targetOf } from "../../../src/targets/arithmetic.js";
import { examplePolicy } from "../../../src/targets/policy.js";
import type { PublicFacts } from "../../../src/targets/separation/facts.js";
import { medianOfSorted } from "../../../src/targets/separation/guesses.js";
import { bestCut, likenessOf, medianOfCut, type Peers, tenthsOf } from "../../../src/targets/separation/likeness.js";
import { randomOf } from "../../confidentiality/random.js";

const size = 40;
const urns = Array.from({ length: size }, (_, index) => 100_001 + index);
const policy = { ...examplePolicy, minimumPeers: 3 };

/** Schools 2n and 2n + 1 have the same attendance; each pair is 0.3 points above the one before. FSM is unknown. */
const attendanceOf = (index: number) => 86 + 0.3 * Math.floor(index / 2);
const facts: PublicFacts = {
  schools: urns.map((urn, index) => ({ urn, block: "PRIMARY" as const, baseline: attendanceOf(index) })),
  attendance: new Map(urns.map((urn, index) => [urn, attendanceOf(index)])),
  population: {
    urn: Int32Array.from(urns),
    block: urns.map(() => "PRIMARY"),
    reference: new Uint8Array(size).fill(1),
    columns: { fsm: new Float64Array(size).fill(Number.NaN) },
  } as unknown as Population,
};

/** Each school's peers are the schools so many steps after it; the last is followed by the first. */
const peersAt = (...steps: number[]): Peers =>
  new Map(urns.map((urn, index) => [urn, steps.map((step) => urns[(index + step) % size]!)]));

const likeness = (secret: Peers, published: Peers) => likenessOf(facts, policy, secret, published);
const secret = peersAt(3, 7, 11);

describe("the overlap of two runs", () => {
  it.each([
    ["the same peers in another order", peersAt(11, 3, 7), 1],
    ["all of them and more", peersAt(3, 5, 7, 9, 11, 13), 1],
    ["a part of them", peersAt(3), 1],
    ["one in three", peersAt(3, 8, 12), (1 / 3 - 3 / 39) / (1 - 3 / 39)],
    [
      "one in three, as expected by chance in lists of a third of the block",
      peersAt(3, ...Array.from({ length: 12 }, (_, at) => 20 + at)),
      0,
    ],
    ["none", peersAt(4, 8, 12), 0],
    ["no peers at all", new Map(), 0],
  ])("is computed if the published run has %s", (_, published, overlap) => {
    expect(likeness(secret, published).overlap).toBeCloseTo(overlap, 12);
  });

  it("is the overlap of the block where it is highest", () => {
    const block = urns.map((_, index) => (index < 10 ? "SECONDARY" : "PRIMARY"));
    const mixed = { ...facts, population: { ...facts.population, block } as unknown as Population };
    const published = new Map(urns.map((urn, index) => [urn, (index < 10 ? secret : peersAt(4, 8, 12)).get(urn)!]));
    expect(likenessOf(mixed, policy, secret, published).overlap).toBe(1);
    expect(likenessOf(facts, policy, secret, published).overlap).toBe(0.25);
  });

  it("is 0 if a list is as long as the block", () => {
    const everyone = peersAt(...urns.map((_, index) => index));
    expect(likeness(everyone, everyone).overlap).toBe(0);
  });
});

describe("the targets that a published run gives", () => {
  it("are exact if its lists, after the cut, are the secret ones", () => {
    expect(likeness(secret, peersAt(3, 7, 11, 12, 14, 20)).exact).toBe(1);
  });

  it("are found at the depth that gives most of them", () => {
    const truth = facts.schools.map(({ urn, baseline }) => {
      const values = secret.get(urn)!.map((peer) => facts.attendance.get(peer)!);
      return tenthsOf(baseline, medianOfSorted(values.sort((a, b) => a - b)), policy);
    });
    const published = peersAt(3, 7, 11, 30, 32, 34);
    expect(bestCut(facts, policy, truth, published)).toEqual({ depth: 3, checksMinimum: true, exact: 1 });
    const partlyUnknown = truth.map((tenths, index) => (index < 10 ? Number.NaN : tenths));
    expect(bestCut(facts, policy, partlyUnknown, published)).toEqual({ depth: 3, checksMinimum: true, exact: 0.75 });
  });

  it("use the nearest peers up to the cut's depth, if the whole list has enough", () => {
    const first = facts.attendance.get(urns[3]!)!;
    const second = facts.attendance.get(urns[7]!)!;
    const medianOf = (peers: readonly number[], checksMinimum: boolean) =>
      medianOfCut(facts, policy, peers, { depth: 2, checksMinimum });
    expect(medianOf([urns[3]!, urns[7]!, urns[11]!], true)).toBe((first + second) / 2);
    expect(medianOf([urns[3]!, urns[7]!], true)).toBeNull();
    expect(medianOf([urns[3]!, urns[7]!], false)).toBe((first + second) / 2);
    expect(medianOf([], false)).toBeNull();
  });

  it("are exact if its peers have the same attendance as the secret peers", () => {
    const twins = new Map(
      [...secret].map(([urn, peers]) => [urn, peers.map((peer) => urns[urns.indexOf(peer) ^ 1]!)] as const),
    );
    expect(likeness(secret, twins)).toMatchObject({ overlap: 0, exact: 1 });
  });

  it("are compared with guesses made without it", () => {
    const { exact, guessed, maxGain } = likeness(secret, peersAt(20, 21, 22));
    expect(guessed).toBeGreaterThan(0);
    expect(exact).toBeLessThan(1);
    expect(maxGain).toBeCloseTo(0.01 + Math.sqrt((guessed * (1 - guessed)) / size), 12);
    const empty = likeness(secret, new Map());
    expect(empty.exact).toBeLessThanOrEqual(empty.guessed);
  });

  it("are 0 if no school has a target", () => {
    expect(likenessOf({ ...facts, schools: [] }, policy, secret, secret)).toMatchObject({ exact: 0, guessed: 0 });
  });
});

it("tenthsOf in floating point gives the same targets as the exact targetOf", () => {
  const random = randomOf(1, 1);
  for (let n = 0; n < 20_000; n++) {
    const baseline = 80 + random.whole(18_000_000) / 1e6;
    const median = random.chance(0.1) ? null : 80 + random.whole(36_000_000) / 2e6;
    const half = random.chance(0.3) ? Math.round(baseline * 20) / 20 : baseline; // half-way between two tenths, often
    const { target } = targetOf(new Exact(half), median === null ? null : new Exact(median), 20, examplePolicy);
    expect(tenthsOf(half, median, examplePolicy), `${half} ${median}`).toBe(target.times(10).toNumber());
  }
});
