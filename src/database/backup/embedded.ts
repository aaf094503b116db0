// Backup and restoring of the embedded database: its files, as an archive.
import { mkdir, realpath, rename, rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { KindredError } from "../../errors.js";
import { checkFiles } from "../damage.js";
import type { Database } from "../database.js";
import { copyBeside } from "../embedded/copy-files.js";
import { startEmbedded } from "../embedded/start.js";
import { lockDirectory } from "../lock.js";
import { embeddedIn, removeLeftovers, restoringBeside } from "../open.js";
import { noBackup } from "./about.js";
import type { Archive } from "./archive.js";
import type { BackupOptions, Where } from "./backup.js";
import { contentsOf } from "./read.js";
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
 * Unpacks beside, opens that as every start does, with its checks and migrations, and gives it its name last: whenever it
 * is killed, there is no database or a whole one.
 */
export async function restoreEmbedded(where: Where, archive: Archive, options: BackupOptions): Promise<void> {
  const path = embeddedIn(where);
  const made = await mkdir(path, { recursive: true });
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
    if (made) await removeEmpty(path, made);
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
      counted(contentsOf(path, line, signal), (done) => onProgress("Unpacking", done, bytes)),
      beside,
    ).catch((error) => {
      throw "syscall" in error || error instanceof KindredError || signal.aborted
        ? error
        : noBackup(path, `does not hold a database: ${error.message}`);
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

/** @throws KindredError WRONG_FILE where it is damaged, DATABASE_UNUSABLE where a newer version made it */
async function openOnce(beside: string, path: string): Promise<void> {
  try {
    if (checkFiles(beside) === "absent") throw noBackup(path, "holds no database");
    const thread = await startEmbedded(beside);
    await thread.close();
  } catch (error) {
    const damage = error instanceof KindredError && error.code === "DATABASE_DAMAGED";
    throw damage ? noBackup(path, `holds a damaged database: ${error.message}`) : error;
  }
}

async function* counted(contents: AsyncIterable<Buffer>, tell: (done: number) => void): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const bytes of contents) {
    done += bytes.length;
    tell(done);
    yield bytes;
  }
}

function isEmpty(directory: string): boolean {
  try {
    return checkFiles(directory) === "absent";
  } catch {
    return false; // a damaged one, or other files: not ours to write over
  }
}

const notEmpty = (directory: string) =>
  new KindredError(
    "CONFLICT",
    `${directory} is not empty. Restore into another KINDRED_DATA, or move that directory away first.`,
  );

/** What was made for the database and holds nothing, from the inside outwards. */
async function removeEmpty(path: string, made: string): Promise<void> {
  for (let folder = path; folder.length >= made.length; folder = dirname(folder)) {
    const removed = await rmdir(folder).then(
      () => true,
      (error) => error.code === "ENOENT",
    );
    if (!removed) return;
  }
}
