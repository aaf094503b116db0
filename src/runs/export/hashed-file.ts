// Writes a file and hashes what it writes.
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";

/** Of secret files: only their owner reads them. */
export const ownerOnly = 0o600;

/**
 * @param mode of the file, which must not exist yet
 * @returns the SHA-256 of what was written, in hexadecimal
 */
export async function writeHashed(
  path: string,
  chunks: Iterable<string> | AsyncIterable<string>,
  mode = 0o666,
): Promise<string> {
  const hash = createHash("sha256");
  const hashing = async function* () {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await writeFile(path, hashing(), { mode, flag: "wx" });
  return hash.digest("hex");
}
