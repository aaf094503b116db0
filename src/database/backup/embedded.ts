// Backs up and restores the embedded database, as an archive of its files.
import { mkdir, realpath, rename, rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { KindredError } from "../../errors.js";
import { checkFiles } from "../damage.js";
import type { Database } from "../database.js";
import { copyBeside } from "../embedded/copy-files.js";
import { removeLeftovers, restoringBeside } from "../embedded/open.js";
import { startEmbedded } from "../embedded/start.js";
import { lockDirectory } from "../lock.js";
import { embeddedIn } from "../open.js";
import { wrongFile } from "./about.js";
import type { BackupOptions, Where } from "./backup.js";
import { type Archive, contentsOf } from "./read.js";
import { entriesOf, packed, unpack } from "./tar.js";

/** The copy is removed when the database closes. */
export async function* embeddedContents(
  database: Database,
  where: Where,
  { onProgress }: BackupOptions,
): AsyncGenerator<Uint8Array> {
  await database.copyFiles?.();
  const copy = copyBeside(await realpath(embeddedIn(where)));
  const entries = await entriesOf(copy);
  const total = entries.reduce((sum, { size }) => sum + (size ?? 0), 0);
  let done = 0;
  for await (const bytes of packed(copy, entries)) {
    yield bytes;
    done += bytes.length;
    onProgress("Writing", Math.min(done, total), total);
  }
}

/**
 * Unpacks into a directory beside the database's, opens it with the checks and migrations of a normal start, and
 * renames it last. If the process is killed, there is no database, or a complete one.
 */
export async function restoreEmbedded(where: Where, archive: Archive, options: BackupOptions): Promise<void> {
  const path = embeddedIn(where);
  const firstCreated = await mkdir(path, { recursive: true });
  try {
    const directory = await realpath(path);
    const lock = await lockDirectory(directory);
    try {
      if (!isEmpty(directory)) throw notEmpty(directory);
      await restoreInto(directory, archive, options);
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (firstCreated) await removeEmpty(path, firstCreated);
    throw error;
  }
}

async function restoreInto(directory: string, { path, line, bytes }: Archive, options: BackupOptions): Promise<void> {
  const { signal, onProgress } = options;
  const beside = restoringBeside(directory);
  await removeLeftovers(directory);
  await mkdir(beside, { mode: 0o700 });
  try {
    await unpack(
      withProgress(contentsOf(path, line, signal), (done) => onProgress("Unpacking", done, bytes)),
      beside,
    ).catch((error) => {
      throw "syscall" in error || error instanceof KindredError || signal.aborted
        ? error
        : wrongFile(path, `does not hold a database: ${error.message}`);
    });
    await openOnce(beside, path);
    if (signal.aborted) throw new Error("cancelled");
    await rmdir(directory);
    await rename(beside, directory);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

/** @throws KindredError WRONG_FILE if it is damaged, DATABASE_UNUSABLE if a newer version wrote it */
async function openOnce(beside: string, path: string): Promise<void> {
  try {
    if (checkFiles(beside) === "absent") throw wrongFile(path, "holds no database");
    const thread = await startEmbedded(beside);
    await thread.close();
  } catch (error) {
    const isDamaged = error instanceof KindredError && error.code === "DATABASE_DAMAGED";
    throw isDamaged ? wrongFile(path, `holds a damaged database: ${error.message}`) : error;
  }
}

async function* withProgress(
  contents: AsyncIterable<Buffer>,
  onProgress: (done: number) => void,
): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const bytes of contents) {
    done += bytes.length;
    onProgress(done);
    yield bytes;
  }
}

function isEmpty(directory: string): boolean {
  try {
    return checkFiles(directory) === "absent";
  } catch {
    return false; // a damaged database or other files: never overwritten
  }
}

const notEmpty = (directory: string) =>
  new KindredError(
    "CONFLICT",
    `${directory} is not empty. Restore into another KINDRED_DATA, or move that directory away first.`,
  );

/** Removes the empty directories that were created for the database, innermost first. */
async function removeEmpty(path: string, firstCreated: string): Promise<void> {
  for (let folder = path; folder.length >= firstCreated.length; folder = dirname(folder)) {
    const removed = await rmdir(folder).then(
      () => true,
      (error) => error.code === "ENOENT",
    );
    if (!removed) return;
  }
}
