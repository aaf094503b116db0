import { describe, expect, it } from "vitest";
import { randomPeersLike } from "../../src/comparison/random-peers.js";
import { listOf, schoolsOf } from "./small-comparison.js";

const schools = schoolsOf(9, { block: [..."ppppsssss"] });
const list = listOf("a", [[1], [0, 2, 3], [], [0, 1], [5, 6, 7, 8], [4], [4], [4], [4]]);
const draw = (seed: number) => randomPeersLike(list, { schools, seed }).map((peers) => [...peers]);

describe("random peers", () => {
  it("are as many different schools of the block as the list has, never the school itself", () => {
    for (let seed = 0; seed < 100; seed++) {
      for (const [row, peers] of draw(seed).entries()) {
        expect(peers.length).toBe(list.peers[row]!.length);
        expect(new Set([row, ...peers]).size).toBe(peers.length + 1);
        expect(peers.every((peer) => schools.block[peer] === schools.block[row])).toBe(true);
      }
    }
  });

  it("are the same for the same seed, and each other school is as likely", () => {
    expect(draw(7)).toEqual(draw(7));
    const times = new Map<number, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const [peer] = draw(seed)[5]!;
      times.set(peer!, (times.get(peer!) ?? 0) + 1);
    }
    expect([...times.keys()].sort()).toEqual([4, 6, 7, 8]);
    for (const count of times.values()) expect(Math.abs(count - 750)).toBeLessThan(100); // 4 standard deviations
  });
});
