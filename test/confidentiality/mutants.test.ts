// The harness can fail: with a leak planted it finds it. Two in mutants.long.test.ts, every one by
// `npm run test:confidentiality -- --mutants`. Here: that each still fits.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mutants, slowedByHiddenRows } from "./mutants.js";
import { here } from "./twins.js";

describe("a leak", () => {
  it.each([...mutants, slowedByHiddenRows].map((mutant) => [mutant.name, mutant] as const))(
    "still fits the program that it is planted in: %s",
    (_name, { edits }) => {
      const times = edits.map(({ file, find }) => readFileSync(join(here, file), "utf8").split(find).length - 1);
      expect(times, edits.map(({ file }) => file).join()).toEqual(edits.map(() => 1));
    },
  );
});
