// Which code composes populations here. AttendanceByYear that have not changed come to another population where the code has:
// what other code froze is not believed to be what this would freeze.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = import.meta.dirname;

/** This whole folder, and what it takes from elsewhere to compose with. */
const sources: readonly string[] = [
  ...readdirSync(folder)
    .filter((file) => /\.[jt]s$/.test(file))
    .sort()
    .map((file) => join(folder, file)),
  join(folder, "../import/circumstances.ts"),
];

/**
 * The hash of the code itself. The version of Kindred stays the same from one change to the next, and a number kept by
 * hand is forgotten once; a hash that changes with a comment costs one more freezing.
 */
export const composition: string = createHash("sha256")
  .update(sources.map((file) => readFileSync(file)).reduce((all, text) => Buffer.concat([all, text])))
  .digest("hex");
