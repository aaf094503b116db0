// Opens the database that the configuration names and brings it to the newest migration.
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { Config } from "../config.js";
import { KindredError } from "../errors.js";
import type { Database } from "./database.js";
import { lockDirectory } from "./lock.js";
import { migrate } from "./migrate.js";
import { databaseOnPglite, extensions } from "./pglite.js";
import { databaseOnPostgres } from "./postgres.js";

export { databaseOnPglite } from "./pglite.js";

/** @throws KindredError DATABASE_IN_USE | DATABASE_UNUSABLE */
export async function openDatabase(config: Pick<Config, "dataDirectory" | "databaseUrl">): Promise<Database> {
  const database = config.databaseUrl
    ? await openPostgres(config.databaseUrl)
    : await openDirectory(join(config.dataDirectory, "database"));
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDirectory(directory: string): Promise<Database> {
  const unusable = (error: unknown) =>
    error instanceof KindredError
      ? error
      : new KindredError("DATABASE_UNUSABLE", `${directory} cannot be opened: ${(error as Error).message}`);
  const lock = await mkdir(directory, { recursive: true })
    .then(async () => lockDirectory(await realpath(directory)))
    .catch((error) => {
      throw unusable(error);
    });
  try {
    const database = databaseOnPglite(await PGlite.create(directory, { extensions }));
    return {
      ...database,
      close: async () => {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw unusable(error);
  }
}

/** @throws KindredError DATABASE_UNUSABLE where the server does not answer */
async function openPostgres(url: string): Promise<Database> {
  const database = databaseOnPostgres(url);
  try {
    await database.query("SELECT 1");
    return database;
  } catch (error) {
    await database.close();
    throw new KindredError("DATABASE_UNUSABLE", `PostgreSQL does not answer: ${(error as Error).message}`);
  }
}
