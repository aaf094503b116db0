// Checks that the harness can fail: it must find a planted leak. For all leaks: npm run test:confidentiality --
// --mutants.
import { expect, it } from "vitest";
import { mutants } from "./mutants.js";
import { plant } from "./plant.js";

it.each(["introspection", "node"])("the harness finds the planted leak: %s", async (planted) => {
  const mutant = mutants.find(({ name }) => name === planted)!;
  const { by } = await plant(mutant, { seed: 1, queries: 1_000 });
  expect(by).toMatch(/differ|the schema shows/);
});
