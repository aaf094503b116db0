// The harness can fail: with a leak planted it finds it. One here, one in mutants.long.test.ts, every one by
// `npm run test:confidentiality -- --mutants`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mutants, slowedByHiddenRows } from "./mutants.js";
import { plant } from "./plant.js";
import { here } from "./twins.js";

describe("a leak", () => {
  it("that is planted is found: introspection", async () => {
    const mutant = mutants.find(({ name }) => name === "introspection")!;
    const { by } = await plant(mutant, { seed: 1, queries: 1_000 });
    expect(by).toMatch(/differ|tells of/);
  });

  it.each([...mutants, slowedByHiddenRows].map((mutant) => [mutant.name, mutant] as const))(
    "still fits the program that it is planted in: %s",
    (_name, { edits }) => {
      const times = edits.map(({ file, find }) => readFileSync(join(here, file), "utf8").split(find).length - 1);
      expect(times, edits.map(({ file }) => file).join()).toEqual(edits.map(() => 1));
    },
  );
});
