// Identifies the code that composes populations. Changed code may compose a different population from the same figures,
// so a population that other code froze does not count as current.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../programs.js";

/** This folder, and the one with the sources, their precedence and the combination of circumstances. */
const folders = ["population", "import"].map((folder) => join(root, "src", folder));

const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.[jt]s$/.test(file))
    .sort()
    .map((file) => join(folder, file)),
);

/**
 * The hash of the source code. Kindred's version does not change with every change of code, and people forget to raise
 * a number by hand. A hash that changes with a comment costs one more freeze.
 */
export const composition: string = createHash("sha256")
  .update(files.map((file) => readFileSync(file)).reduce((all, text) => Buffer.concat([all, text])))
  .digest("hex");
