// Where the local sockets of an embedded database are.
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes of a socket's path that every system takes. */
const longestPath = 100;
const longestSuffix = ".0123456789ab.new";

/** `lock` says who has the database, at `ask` that process answers others. */
export type SocketPurpose = "lock" | "ask";

/** The same for every process, and never too long for a path: also the name of a pipe on Windows. */
export const nameOf = (directory: string): string =>
  `kindred-${createHash("sha256").update(directory).digest("hex").slice(0, 24)}`;

/**
 * Beside the directory, where every process that sees the directory sees it too, whatever its TMPDIR; only a path too
 * long for a socket is by its hash in the temporary directory. There is room for a suffix.
 */
export function socketPath(directory: string, purpose: SocketPurpose): string {
  const beside = `${directory}.${purpose}`;
  if (Buffer.byteLength(beside + longestSuffix) <= longestPath) return beside;
  return join(tmpdir(), `${nameOf(directory)}.${purpose === "lock" ? "sock" : purpose}`);
}
