// The first line of a backup, in plain text: `head -1 FILE` tells what it is. All behind it is gzip.
import { open } from "node:fs/promises";
import { KindredError } from "../../errors.js";

export interface About {
  readonly kind: "embedded" | "postgresql";
  /** The version of Kindred that made it. */
  readonly kindred: string;
  /** The newest migration of its database. */
  readonly migration: string;
  /** When it was made, in UTC. */
  readonly made: string;
}

const mark = "kindred-backup-1 ";
const longestLine = 1000;

export const lineOf = ({ kind, kindred, migration, made }: About): string =>
  `${mark}${JSON.stringify({ kind, kindred, migration, made })}\n`;

export const noBackup = (path: string, why: string) =>
  new KindredError("WRONG_FILE", `${path} ${why}. Nothing was restored.`);

/** How other files begin that could be taken for a backup. */
const others: readonly (readonly [beginning: string, what: string])[] = [
  [
    "PGDMP",
    "is a dump that pg_dump made: restore it with pg_restore into an empty database, and open that with Kindred",
  ],
  ["\x1f\x8b", "is a compressed file, and no backup that kindred backup made"],
];

/**
 * @returns what the file is, and its first line
 * @throws KindredError WRONG_FILE where it is not a backup
 */
export async function readAbout(path: string): Promise<{ about: About; line: string }> {
  const file = await open(path, "r").catch(({ code, message }: NodeJS.ErrnoException) => {
    throw noBackup(path, code === "ENOENT" ? "is not there" : `cannot be read: ${message}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestLine), 0, longestLine, 0).catch((error) => {
      throw noBackup(path, `cannot be read: ${error.message}`);
    });
    const text = buffer.toString("latin1", 0, bytesRead);
    const line = /^.*\n/.exec(text)?.[0] ?? "";
    const about = text.startsWith(mark) ? parsed(line) : null;
    if (about) return { about, line };
    const other = others.find(([beginning]) => text.startsWith(beginning))?.[1];
    throw noBackup(path, other ?? "is not a backup that this version of Kindred can read");
  } finally {
    await file.close();
  }
}

function parsed(line: string): About | null {
  try {
    const given = JSON.parse(line.slice(mark.length)) as About;
    const known = given.kind === "embedded" || given.kind === "postgresql";
    return known && lineOf(given) === line ? given : null;
  } catch {
    return null;
  }
}
