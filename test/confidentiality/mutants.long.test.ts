// The harness can fail: with a leak planted it finds it. Every one: npm run test:confidentiality -- --mutants.
import { expect, it } from "vitest";
import { mutants } from "./mutants.js";
import { plant } from "./plant.js";

it.each(["introspection", "node"])("a leak that is planted is found: %s", async (planted) => {
  const mutant = mutants.find(({ name }) => name === planted)!;
  const { by } = await plant(mutant, { seed: 1, queries: 1_000 });
  expect(by).toMatch(/differ|tells of/);
});
