// Opens the embedded database in a directory, alone, or through the process that has it open.
import { chmod, mkdir, realpath, rm } from "node:fs/promises";
import type { MessagePort } from "node:worker_threads";
import { unusable } from "../damage.js";
import type { Database } from "../database.js";
import { lockDirectory } from "../lock.js";
import type { OpenDatabase } from "../open.js";
import { databaseOn } from "../pglite.js";
import { socketPath } from "../socket-path.js";
import { connectToSocket } from "./ask-socket.js";
import { copyBeside } from "./copy-files.js";
import { connectionOver } from "./port-connection.js";
import { startEmbedded } from "./start.js";

/** The directory in which a backup is unpacked and checked. */
export const restoringBeside = (directory: string): string => `${directory}.restoring`;

/** Removes what a killed process left beside a database. Only for the holder of the lock. */
export async function removeLeftovers(directory: string): Promise<void> {
  const restoring = restoringBeside(directory);
  for (const path of [copyBeside(directory), restoring, `${restoring}.opening`])
    await rm(path, { recursive: true, force: true });
}

/** PGlite creates some files writable for anyone, so the directory must keep others out. */
const ownerOnly = 0o700;

/** @throws KindredError DATABASE_IN_USE | DATABASE_DAMAGED | DATABASE_UNUSABLE */
export async function openDirectory(path: string): Promise<OpenDatabase> {
  try {
    await mkdir(path, { recursive: true, mode: ownerOnly });
    const directory = await realpath(path);
    await chmod(directory, ownerOnly).catch(() => {}); // Another user's: the lock below fails if it cannot be used.
    const lock = await lockDirectory(directory);
    try {
      await removeLeftovers(directory);
      // Windows sockets have no modes that would keep other users out.
      const askPath = process.platform === "win32" ? null : socketPath(directory, "ask");
      const thread = await startEmbedded(directory, askPath);
      const database = databaseOn(thread.connection);
      return {
        ...database,
        crashed: thread.crashed,
        share: () => ({ kind: "pglite", port: thread.portForJobs() }),
        close: async () => {
          try {
            await database.prisma.$disconnect();
            await thread.close();
          } finally {
            await lock.release();
          }
        },
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw isSystemError(error) ? unusable(path, error.message) : error;
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && "syscall" in error;

/** @returns null if no process has it open, or the one that has does not serve others */
export async function openThroughProcess(path: string): Promise<Database | null> {
  const connection = await connectToSocket(socketPath(await realpath(path), "ask"));
  return connection && databaseOn(connection);
}

export const openThroughPort = (port: MessagePort): Database => databaseOn(connectionOver(port));
