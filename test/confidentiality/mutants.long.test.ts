// As in mutants.test.ts, a leak that takes more requests to find. Every one: npm run test:confidentiality -- --mutants.
import { expect, it } from "vitest";
import { mutants } from "./mutants.js";
import { plant } from "./plant.js";

it("a leak that is planted is found: node", async () => {
  const mutant = mutants.find(({ name }) => name === "node")!;
  const { by } = await plant(mutant, { seed: 1, queries: 1_000 });
  expect(by).toMatch(/differ|tells of/);
});
