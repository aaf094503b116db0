// Opens the database that the configuration names and brings it to the newest migration.
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

/** What another thread needs to reach the database, to work on jobs. */
export type Share =
  | { readonly kind: "pglite"; readonly port: MessagePort }
  | { readonly kind: "postgresql"; readonly url: string };

export interface OpenDatabase extends Database {
  /** Resolves where the embedded database crashes: nothing is answered any more, and `close` throws the same. */
  readonly crashed: Promise<KindredError>;
  /** For one thread each; a port is transferred to it. */
  share(): Share;
}

/** The database that another thread has open. */
export const openShared = (share: Share): Database =>
  share.kind === "pglite" ? databaseOn(connectionOver(share.port)) : databaseOnPostgres(share.url);

/** @throws KindredError DATABASE_IN_USE | DATABASE_DAMAGED | DATABASE_UNUSABLE */
export function openDatabase(config: Pick<Config, "dataDirectory" | "databaseUrl">): Promise<OpenDatabase> {
  return config.databaseUrl ? openPostgres(config.databaseUrl) : openDirectory(embeddedIn(config));
}

/** Where the embedded database is. */
export const embeddedIn = ({ dataDirectory }: Pick<Config, "dataDirectory">): string => join(dataDirectory, "database");

/** Where a backup of it is unpacked until it is known to be whole. */
export const restoringBeside = (directory: string): string => `${directory}.restoring`;

/** What a process that was killed may have left beside a database, for whoever has the lock. */
export async function removeLeftovers(directory: string): Promise<void> {
  const restoring = restoringBeside(directory);
  for (const left of [copyBeside(directory), restoring, `${restoring}.opening`])
    await rm(left, { recursive: true, force: true });
}

/**
 * For what only reads: where another process has the embedded database open, through that process.
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
    return openDatabase(config); // It has closed meanwhile, or is not to be asked: that one says so.
  }
}

/** The files in it are as PGlite makes them, some of them for anyone to write: the directory is what keeps others out. */
const ownerOnly = 0o700;

async function openDirectory(path: string): Promise<OpenDatabase> {
  try {
    await mkdir(path, { recursive: true, mode: ownerOnly });
    const directory = await realpath(path);
    await chmod(directory, ownerOnly).catch(() => {}); // Not ours to change: whether we may use it shows below.
    const lock = await lockDirectory(directory);
    try {
      await removeLeftovers(directory);
      // Windows has no files whose modes would keep others from asking.
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

/** @throws KindredError DATABASE_UNUSABLE where the server does not answer */
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
