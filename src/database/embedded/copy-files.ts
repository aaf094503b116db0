// A copy of the database's files beside them, for a backup: they are read at leisure while statements go on.
import { constants, copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { KindredError } from "../../errors.js";
import { sizesFile } from "../sizes.js";
import type { Connection } from "./connection.js";

export const copyBeside = (directory: string): string => `${directory}.copy`;

export interface FileCopier {
  /** @returns what removes the copy */
  make(): Promise<() => void>;
  /** Removes the copy, where there is one. */
  remove(): void;
}

/**
 * Makes one copy at a time. It holds what the database has just written down (CHECKPOINT) and the log (WAL) from there,
 * so it opens as after a crash, with nothing to recover. Nothing may be stated meanwhile.
 */
export function fileCopier(directory: string, connection: Connection): FileCopier {
  const copy = copyBeside(directory);
  let there = false;
  const remove = () => {
    try {
      if (there) rmSync(copy, { recursive: true, force: true });
    } catch {} // The next opening removes it. Nothing may stop the database for it.
    there = false;
  };
  async function make(): Promise<() => void> {
    if (there) throw new KindredError("CONFLICT", "Another backup of this database is being made. Wait until it ends.");
    there = true;
    try {
      await connection.exec("CHECKPOINT");
      const { rows } = await connection.query<{ first: string; last: string }>(
        `SELECT pg_walfile_name(redo_lsn) AS first, pg_walfile_name(pg_current_wal_insert_lsn()) AS last
         FROM pg_control_checkpoint()`,
      );
      const { first, last } = rows[0]!;
      const isOther = (path: string) =>
        path === sizesFile ||
        (/^pg_wal\/[0-9A-F]{24}$/.test(path) && (path < `pg_wal/${first}` || path > `pg_wal/${last}`));
      copyTree(directory, copy, isOther);
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

/** @param leave whether to leave out a file, by its path within the tree */
function copyTree(from: string, to: string, leave: (path: string) => boolean, within = ""): void {
  mkdirSync(join(to, within), { mode: 0o700 });
  for (const entry of readdirSync(join(from, within), { withFileTypes: true })) {
    const path = within ? `${within}/${entry.name}` : entry.name;
    if (entry.isDirectory()) copyTree(from, to, leave, path);
    else if (!leave(path)) copyFileSync(join(from, path), join(to, path), constants.COPYFILE_FICLONE);
  }
}
