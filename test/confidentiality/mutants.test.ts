// The harness must find every planted leak: mutants.long.test.ts checks two of them, and
// `npm run test:confidentiality -- --mutants` all. This suite checks that each leak still fits the source code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mutants, slowedByHiddenRows } from "./mutants.js";
import { repositoryRoot } from "./twins.js";

describe("a planted leak", () => {
  it.each([...mutants, slowedByHiddenRows].map((mutant) => [mutant.name, mutant] as const))(
    "replaces text that occurs exactly once: %s",
    (_name, { edits }) => {
      const times = edits.map(
        ({ file, find }) => readFileSync(join(repositoryRoot, file), "utf8").split(find).length - 1,
      );
      expect(times, edits.map(({ file }) => file).join()).toEqual(edits.map(() => 1));
    },
  );
});
