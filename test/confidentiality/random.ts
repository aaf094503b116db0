// Random choices from a seed, so that every finding can be repeated.
import { randomFrom } from "../../src/strategy/random.js";

export interface Random {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from 0 up to, but not including, `below`. */
  whole(below: number): number;
  chance(probability: number): boolean;
  /** A random item; the list must not be empty. */
  pick<Item>(items: readonly Item[]): Item;
}

/** @param seeds whole numbers; a different list gives different choices */
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
      if (item === undefined) throw new RangeError("cannot pick from an empty list");
      return item;
    },
  };
}
