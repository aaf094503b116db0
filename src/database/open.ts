// Opens the database that the configuration names and applies the migrations.
import { chmod, mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import type { MessagePort } from "node:worker_threads";
import type { Config } from "../config.js";
import { KindredError } from "../errors.js";
import { unusable } from "./damage.js";
import type { Database } from "./database.js";
import { connectToSocket } from "./embedded/ask-socket.js";
import { copyBeside } from "./embedded/copy-files.js";
import { connectionOver } from "./embedded/port-connection.js";
import { startEmbedded } from "./embedded/start.js";
import { lockDirectory } from "./lock.js";
import { migrate } from "./migrate.js";
import { databaseOn } from "./pglite.js";
import { databaseOnPostgres } from "./postgres.js";
import { socketPath } from "./socket-path.js";

export { databaseOnPglite } from "./pglite.js";

/** What another thread needs to open the same database, to work on jobs. */
export type SharedDatabase =
  | { readonly kind: "pglite"; readonly port: MessagePort }
  | { readonly kind: "postgresql"; readonly url: string };

export interface OpenDatabase extends Database {
  /** Resolves if the embedded database crashes. All statements fail from then on, and `close` throws the same. */
  readonly crashed: Promise<KindredError>;
  /** Call once per thread: the port is transferred to it. */
  share(): SharedDatabase;
}

/** Opens the database that another thread has open. */
export const openShared = (share: SharedDatabase): Database =>
  share.kind === "pglite" ? databaseOn(connectionOver(share.port)) : databaseOnPostgres(share.url);

/** @throws KindredError DATABASE_IN_USE | DATABASE_DAMAGED | DATABASE_UNUSABLE */
export function openDatabase(config: Pick<Config, "dataDirectory" | "databaseUrl">): Promise<OpenDatabase> {
  return config.databaseUrl ? openPostgres(config.databaseUrl) : openDirectory(embeddedIn(config));
}

/** The directory of the embedded database. */
export const embeddedIn = ({ dataDirectory }: Pick<Config, "dataDirectory">): string => join(dataDirectory, "database");

/** The directory in which a backup is unpacked and checked. */
export const restoringBeside = (directory: string): string => `${directory}.restoring`;

/** Removes what a killed process left beside a database. Only for the holder of the lock. */
export async function removeLeftovers(directory: string): Promise<void> {
  const restoring = restoringBeside(directory);
  for (const path of [copyBeside(directory), restoring, `${restoring}.opening`])
    await rm(path, { recursive: true, force: true });
}

/**
 * For commands that only read: goes through the process that has the embedded database open, if there is one.
 * @throws KindredError as `openDatabase`
 */
export async function openForReading(config: Pick<Config, "dataDirectory" | "databaseUrl">): Promise<Database> {
  try {
    return await openDatabase(config);
  } catch (error) {
    if (!(error instanceof KindredError && error.code === "DATABASE_IN_USE")) throw error;
    const directory = await realpath(embeddedIn(config));
    const connection = await connectToSocket(socketPath(directory, "ask"));
    if (connection) return databaseOn(connection);
    return openDatabase(config); // The other process has closed it, or does not serve: `openDatabase` reports which.
  }
}

/** PGlite creates some files writable for anyone, so the directory must keep others out. */
const ownerOnly = 0o700;

async function openDirectory(path: string): Promise<OpenDatabase> {
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

/** @throws KindredError DATABASE_UNUSABLE if the server does not answer */
async function openPostgres(url: string): Promise<OpenDatabase> {
  const database = databaseOnPostgres(url);
  try {
    await database.query("SELECT 1").catch((error) => {
      throw new KindredError("DATABASE_UNUSABLE", `PostgreSQL does not answer: ${(error.cause ?? error).message}`);
    });
    await migrate(database);
    return { ...database, crashed: new Promise(() => {}), share: () => ({ kind: "postgresql", url }) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
