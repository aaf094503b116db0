// Opens the database that the configuration names and brings it to the newest migration.
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { Config } from "../config.js";
import { KindredError } from "../errors.js";
import { checkCatalogue, checkFiles, damaged, unusable } from "./damage.js";
import type { Database } from "./database.js";
import { HeldBackFiles } from "./held-back.js";
import { lockDirectory } from "./lock.js";
import { migrate } from "./migrate.js";
import { databaseOnPglite, extensions } from "./pglite.js";
import { databaseOnPostgres } from "./postgres.js";
import { recordSizes } from "./sizes.js";

export { databaseOnPglite } from "./pglite.js";

/** @throws KindredError DATABASE_IN_USE | DATABASE_DAMAGED | DATABASE_UNUSABLE */
export function openDatabase(config: Pick<Config, "dataDirectory" | "databaseUrl">): Promise<Database> {
  return config.databaseUrl ? openPostgres(config.databaseUrl) : openDirectory(join(config.dataDirectory, "database"));
}

async function openDirectory(path: string): Promise<Database> {
  try {
    await mkdir(path, { recursive: true });
    const directory = await realpath(path);
    const lock = await lockDirectory(directory);
    try {
      const database = await openFiles(directory);
      return {
        ...database,
        close: async () => {
          try {
            await database.close();
            recordSizes(directory);
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

/** What fails leaves the files as they were, to the byte: PostgreSQL writes before it knows what it has. */
async function openFiles(directory: string): Promise<Database> {
  const before = checkFiles(directory);
  const fs = new HeldBackFiles(directory);
  const said: string[] = [];
  let opened: Database | undefined;
  try {
    const pglite = await PGlite.create({ fs, extensions, onStderr: (line) => said.push(line) > 0 });
    opened = databaseOnPglite(pglite);
    if (before === "unknown") await checkCatalogue(opened, directory);
    await migrate(opened);
    fs.settle();
    return opened;
  } catch (error) {
    await opened?.close().catch(() => {}); // What went wrong first is told.
    fs.abandon();
    if (error instanceof KindredError) throw error;
    const last = said.findLast((line) => /(FATAL|PANIC):/.test(line))?.replace(/^.*?(FATAL|PANIC): */, "");
    const why = fs.trouble?.message ?? last ?? (error as Error).message;
    if (before === "absent" || fs.trouble || othersFault.test(why)) throw unusable(directory, why);
    throw last || isOfEngine(error) ? damaged(directory, why) : error;
  }
}

/** What PostgreSQL does not start for though its files are whole. */
const othersFault = /incompatible with server|configuration|out of memory/;

/** The engine crashed, or a statement met what cannot be. */
const isOfEngine = (error: unknown) =>
  error instanceof WebAssembly.RuntimeError || /^(XX|58)/.test((error as { code?: string }).code ?? "");

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && "syscall" in error;

/** @throws KindredError DATABASE_UNUSABLE where the server does not answer */
async function openPostgres(url: string): Promise<Database> {
  const database = databaseOnPostgres(url);
  try {
    await database.query("SELECT 1").catch((error) => {
      throw new KindredError("DATABASE_UNUSABLE", `PostgreSQL does not answer: ${(error.cause ?? error).message}`);
    });
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
