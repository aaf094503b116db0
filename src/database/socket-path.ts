// The paths of the local sockets of an embedded database.
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes of a socket's path that every system allows. */
const longestPath = 100;
const longestSuffix = ".0123456789ab.new";

/** `lock`: which process has the database. `ask`: that process serves others. */
type SocketPurpose = "lock" | "ask";

/** The same in every process and short enough for a path. Also the name of a pipe on Windows. */
export const nameOf = (directory: string): string =>
  `kindred-${createHash("sha256").update(directory).digest("hex").slice(0, 24)}`;

/**
 * Beside the directory, so that every process that sees the directory sees the socket, whatever its TMPDIR. If that
 * path is too long for a socket, its hash in the temporary directory. Leaves room for a suffix.
 */
export function socketPath(directory: string, purpose: SocketPurpose): string {
  const beside = `${directory}.${purpose}`;
  if (Buffer.byteLength(beside + longestSuffix) <= longestPath) return beside;
  return join(tmpdir(), `${nameOf(directory)}.${purpose === "lock" ? "sock" : purpose}`);
}
