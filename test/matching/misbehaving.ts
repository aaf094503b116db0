// A strategy that breaks the rules in several ways; tests load it by the URL of this file.
import { z } from "zod";
import { defineStrategy, type Pool } from "../../src/strategy/contract.js";

const ways = {
  throw: () => {
    throw new Error("the figures are wrong");
  },
  loop: (pool: Pool) => {
    pool.nearest({ attributes: [], dimensions: [] }, { metric: "euclidean", k: 1 });
    for (;;);
  },
  hoard: () => {
    const hoard: object[] = [];
    for (;;) hoard.push(Array.from({ length: 1000 }, () => ({})));
  },
  hoardArrays: () => {
    const hoard: Float64Array[] = [];
    for (;;) hoard.push(new Float64Array(1_000_000).fill(1));
  },
  exit: () => process.exit(3),
  unknownColumn: (pool: Pool) => {
    pool.column("shoeSize");
    return [];
  },
  strangers: () => [{ row: 0, peers: [{ row: 999, distance: 1, shares: null }] }],
  credentials: () => {
    throw new Error(`the database is at ${process.env.DATABASE_URL}`);
  },
} as const;

export default defineStrategy({
  name: "misbehaving",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Misbehaving",
  description: "For tests.",
  parameters: z.strictObject({ how: z.enum(Object.keys(ways) as (keyof typeof ways)[]) }),
  columns: () => [],
  match: (pool, { how }) => ({ attributes: [], matches: ways[how](pool), between: () => null }),
});
