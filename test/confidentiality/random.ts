// Random choices that a seed decides, so that whatever is found is found again.
import { randomFrom } from "../../src/strategy/random.js";

export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** From 0 up to `below`. */
  whole(below: number): number;
  chance(probability: number): boolean;
  /** One of them; there must be some. */
  pick<Item>(items: readonly Item[]): Item;
}

/** @param seeds any whole numbers; each list of them makes choices of its own */
export function randomOf(...seeds: readonly number[]): Random {
  const next = randomFrom(
    seeds.reduce((mixed, seed) => Math.imul(mixed ^ seed, 0x9e3779b1) ^ (mixed >>> 15), 0x243f6a88),
  );
  const whole = (below: number) => Math.floor(next() * below);
  return {
    next,
    whole,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[whole(items.length)];
      if (item === undefined) throw new RangeError("There is nothing to pick from.");
      return item;
    },
  };
}
