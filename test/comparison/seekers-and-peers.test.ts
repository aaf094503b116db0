import { describe, expect, it } from "vitest";
import { attributeOf, differenceOf, sidesOf } from "../../src/comparison/seekers-and-peers.js";
import { hasReference, numberIn, readReference } from "../plugins/reference.js";

describe.skipIf(!hasReference)("seekers against peers (skipped without ../shared/oracles)", () => {
  const people = readReference("lalonde.csv");
  const rowsWith = (treat: number) => [...people.keys()].filter((row) => numberIn(people[row]!, "treat") === treat);
  const treated = rowsWith(1);
  const untreated = rowsWith(0);

  /** The treated number t, from 0, has the untreated 7t and, if t is no multiple of 3, 7t + 100, both modulo 429. */
  const peers = people.map(() => new Int32Array());
  for (const [t, row] of treated.entries()) {
    const places = t % 3 === 0 ? [t * 7] : [t * 7, t * 7 + 100];
    peers[row] = Int32Array.from(places, (place) => untreated[place % 429]!);
  }

  // MatchIt and cobalt take p (1 - p) for the variance of a binary attribute, we n / (n - 1) times as much.
  // summary() of a matchit object with these weights, MatchIt 4.5.1: Std. Mean Diff., Var. Ratio, eCDF Max.
  it.each([
    ["age", -0.4404392539453401, 0.4309595830837307, 0.2027027027027027],
    ["educ", 0.08602837436391893, 0.5166472511991999, 0.12972972972972974],
    ["married", -0.979893094266143 * Math.sqrt(184 / 185), null, 0.3837837837837838],
    ["re74", -0.7506538276582173, 0.48487621733835085, 0.44324324324324327],
  ])("differ in %s as MatchIt says", (name, smd, varianceRatio, ks) => {
    const values = Float64Array.from(people, (person) => numberIn(person, name));
    const found = differenceOf(attributeOf(name, values), sidesOf(peers, Int32Array.from(people.keys())));
    expect(found.n).toBe(185);
    expect(found.smd).toBeCloseTo(smd, 12);
    expect(found.ks).toBeCloseTo(ks, 12);
    if (varianceRatio === null) expect(found.varianceRatio).toBeNull();
    else expect(found.varianceRatio).toBeCloseTo(varianceRatio, 12);
  });
});
