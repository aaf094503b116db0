// The first line of a backup, in plain text: `head -1 FILE` shows what it is. The rest is gzip.
import { open } from "node:fs/promises";
import { KindredError } from "../../errors.js";

export interface About {
  readonly kind: "embedded" | "postgresql";
  /** The version of Kindred that wrote the backup. */
  readonly kindred: string;
  /** The newest migration of its database. */
  readonly migration: string;
  /** When it was written, in UTC. */
  readonly made: string;
}

const mark = "kindred-backup-1 ";
const longestLine = 1000;

export const lineOf = ({ kind, kindred, migration, made }: About): string =>
  `${mark}${JSON.stringify({ kind, kindred, migration, made })}\n`;

export const wrongFile = (path: string, why: string) =>
  new KindredError("WRONG_FILE", `${path} ${why}. Nothing was restored.`);

/** Other files that could be mistaken for a backup, by their first bytes. */
const lookalikes: readonly (readonly [beginning: string, what: string])[] = [
  [
    "PGDMP",
    "is a pg_dump file: restore it with pg_restore into an empty database, and open that database with Kindred",
  ],
  ["\x1f\x8b", "is a compressed file, but not one that kindred backup wrote"],
];

/**
 * @returns the parsed first line, and its text
 * @throws KindredError WRONG_FILE if the file is not a backup
 */
export async function readAbout(path: string): Promise<{ about: About; line: string }> {
  const file = await open(path, "r").catch(({ code, message }: NodeJS.ErrnoException) => {
    throw wrongFile(path, code === "ENOENT" ? "does not exist" : `cannot be read: ${message}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestLine), 0, longestLine, 0).catch((error) => {
      throw wrongFile(path, `cannot be read: ${error.message}`);
    });
    const text = buffer.toString("latin1", 0, bytesRead);
    const line = /^.*\n/.exec(text)?.[0] ?? "";
    const about = text.startsWith(mark) ? parsed(line) : null;
    if (about) return { about, line };
    const lookalike = lookalikes.find(([beginning]) => text.startsWith(beginning))?.[1];
    throw wrongFile(path, lookalike ?? "is not a backup that this version of Kindred can read");
  } finally {
    await file.close();
  }
}

function parsed(line: string): About | null {
  try {
    const about = JSON.parse(line.slice(mark.length)) as About;
    const isKnownKind = about.kind === "embedded" || about.kind === "postgresql";
    return isKnownKind && lineOf(about) === line ? about : null;
  } catch {
    return null;
  }
}
