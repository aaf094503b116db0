// What a published run would give away of a secret one, by hand-worked cohorts.
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

/** Schools 2n and 2n + 1 attend alike; every pair 0.3 points better than the one before. Nothing is known of free school meals. */
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

/** Those at these places after each school, in a circle. */
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
      "one in three, as chance has it in lists of a third of the block",
      peersAt(3, ...Array.from({ length: 12 }, (_, at) => 20 + at)),
      0,
    ],
    ["none", peersAt(4, 8, 12), 0],
    ["no peers at all", new Map(), 0],
  ])("where the published one has %s", (_, published, overlap) => {
    expect(likeness(secret, published).overlap).toBeCloseTo(overlap, 12);
  });

  it("is that of the block where it is highest", () => {
    const block = urns.map((_, index) => (index < 10 ? "SECONDARY" : "PRIMARY"));
    const mixed = { ...facts, population: { ...facts.population, block } as unknown as Population };
    const published = new Map(urns.map((urn, index) => [urn, (index < 10 ? secret : peersAt(4, 8, 12)).get(urn)!]));
    expect(likenessOf(mixed, policy, secret, published).overlap).toBe(1);
    expect(likenessOf(facts, policy, secret, published).overlap).toBe(0.25);
  });

  it("is none where a list is as long as the block", () => {
    const everyone = peersAt(...urns.map((_, index) => index));
    expect(likeness(everyone, everyone).overlap).toBe(0);
  });
});

describe("the targets that a published run gives", () => {
  it("are exact where its lists, cut, are the secret ones", () => {
    expect(likeness(secret, peersAt(3, 7, 11, 12, 14, 20)).exact).toBe(1);
  });

  it("are found at the depth that gives most of them", () => {
    const truth = facts.schools.map(({ urn, baseline }) => {
      const values = secret.get(urn)!.map((each) => facts.attendance.get(each)!);
      return tenthsOf(baseline, medianOfSorted(values.sort((a, b) => a - b)), policy);
    });
    const published = peersAt(3, 7, 11, 30, 32, 34);
    expect(bestCut(facts, policy, truth, published)).toEqual({ depth: 3, asked: true, exact: 1 });
    const unknown = truth.map((tenths, index) => (index < 10 ? Number.NaN : tenths));
    expect(bestCut(facts, policy, unknown, published)).toEqual({ depth: 3, asked: true, exact: 0.75 });
  });

  it("follow from as many of the first peers as the cut says, where the whole list has enough", () => {
    const [first, second] = [facts.attendance.get(urns[3]!)!, facts.attendance.get(urns[7]!)!];
    const cut = (peers: readonly number[], asked: boolean) => medianOfCut(facts, policy, peers, { depth: 2, asked });
    expect(cut([urns[3]!, urns[7]!, urns[11]!], true)).toBe((first + second) / 2);
    expect(cut([urns[3]!, urns[7]!], true)).toBeNull();
    expect(cut([urns[3]!, urns[7]!], false)).toBe((first + second) / 2);
    expect(cut([], false)).toBeNull();
  });

  it("are exact where other schools attend as the secret peers do", () => {
    const twins = new Map(
      [...secret].map(([urn, peers]) => [urn, peers.map((peer) => urns[urns.indexOf(peer) ^ 1]!)] as const),
    );
    expect(likeness(secret, twins)).toMatchObject({ overlap: 0, exact: 1 });
  });

  it("are held against what is guessed without it", () => {
    const { exact, guessed, mostGain } = likeness(secret, peersAt(20, 21, 22));
    expect(guessed).toBeGreaterThan(0);
    expect(exact).toBeLessThan(1);
    expect(mostGain).toBeCloseTo(0.01 + Math.sqrt((guessed * (1 - guessed)) / size), 12);
    const empty = likeness(secret, new Map());
    expect(empty.exact).toBeLessThanOrEqual(empty.guessed);
  });

  it("are none where no school has a target", () => {
    expect(likenessOf({ ...facts, schools: [] }, policy, secret, secret)).toMatchObject({ exact: 0, guessed: 0 });
  });
});

it("the arithmetic of the comparison gives the targets of the exact one", () => {
  const random = randomOf(1, 1);
  for (let n = 0; n < 20_000; n++) {
    const baseline = 80 + random.whole(18_000_000) / 1e6;
    const median = random.chance(0.1) ? null : 80 + random.whole(36_000_000) / 2e6;
    const half = random.chance(0.3) ? Math.round(baseline * 20) / 20 : baseline; // half-way between two tenths, often
    const { target } = targetOf(new Exact(half), median === null ? null : new Exact(median), 20, examplePolicy);
    expect(tenthsOf(half, median, examplePolicy), `${half} ${median}`).toBe(target.times(10).toNumber());
  }
});
