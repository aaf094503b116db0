// Copies the database's files for a backup, which then reads the copy while statements continue.
import { constants, copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { KindredError } from "../../errors.js";
import { sizesFile } from "../sizes.js";
import type { Connection } from "./connection.js";

export const copyBeside = (directory: string): string => `${directory}.copy`;

interface FileCopier {
  /** @returns a function that removes the copy */
  make(): Promise<() => void>;
  /** Removes the copy, if it exists. */
  remove(): void;
}

/**
 * Makes one copy at a time: the files after a CHECKPOINT, and the log (WAL) from there. The copy opens as after a
 * crash, with nothing to recover. No statement may run during the copying.
 */
export function fileCopier(directory: string, connection: Connection): FileCopier {
  const copy = copyBeside(directory);
  let exists = false;
  const remove = () => {
    try {
      if (exists) rmSync(copy, { recursive: true, force: true });
    } catch {} // The next opening removes it; the database goes on.
    exists = false;
  };
  async function make(): Promise<() => void> {
    if (exists)
      throw new KindredError("CONFLICT", "Another backup of this database is being made. Wait until it ends.");
    exists = true;
    try {
      await connection.exec("CHECKPOINT");
      const { rows } = await connection.query<{ first: string; last: string }>(
        `SELECT pg_walfile_name(redo_lsn) AS first, pg_walfile_name(pg_current_wal_insert_lsn()) AS last
         FROM pg_control_checkpoint()`,
      );
      const { first, last } = rows[0]!;
      const isExcluded = (path: string) =>
        path === sizesFile ||
        (/^pg_wal\/[0-9A-F]{24}$/.test(path) && (path < `pg_wal/${first}` || path > `pg_wal/${last}`));
      copyTree(directory, copy, isExcluded);
      return remove;
    } catch (error) {
      remove();
      throw (error as NodeJS.ErrnoException).code === "ENOSPC"
        ? new KindredError(
            "DISK_FULL",
            `The disk has no room for a copy of the database beside ${directory}. Make room.`,
          )
        : error;
    }
  }
  return { make, remove };
}

/** @param isExcluded takes a path relative to `from` */
function copyTree(from: string, to: string, isExcluded: (path: string) => boolean, within = ""): void {
  mkdirSync(join(to, within), { mode: 0o700 });
  for (const entry of readdirSync(join(from, within), { withFileTypes: true })) {
    const path = within ? `${within}/${entry.name}` : entry.name;
    if (entry.isDirectory()) copyTree(from, to, isExcluded, path);
    else if (!isExcluded(path)) copyFileSync(join(from, path), join(to, path), constants.COPYFILE_FICLONE);
  }
}
