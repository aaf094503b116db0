// Opens the database that the configuration names and applies the migrations.
import { join } from "node:path";
import type { MessagePort } from "node:worker_threads";
import type { Config } from "../config.js";
import { KindredError } from "../errors.js";
import type { Database } from "./database.js";
import { migrate } from "./migrate.js";

// Each kind of database is loaded only if it is used.
const embedded = () => import("./embedded/open.js");
const overPostgres = async (url: string) => (await import("./postgres.js")).databaseOnPostgres(url);

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
export const openShared = async (share: SharedDatabase): Promise<Database> =>
  share.kind === "pglite" ? (await embedded()).openThroughPort(share.port) : overPostgres(share.url);

/** @throws KindredError DATABASE_IN_USE | DATABASE_DAMAGED | DATABASE_UNUSABLE */
export async function openDatabase(config: Pick<Config, "dataDirectory" | "databaseUrl">): Promise<OpenDatabase> {
  return config.databaseUrl ? openPostgres(config.databaseUrl) : (await embedded()).openDirectory(embeddedIn(config));
}

/** The directory of the embedded database. */
export const embeddedIn = ({ dataDirectory }: Pick<Config, "dataDirectory">): string => join(dataDirectory, "database");

/**
 * For commands that only read: goes through the process that has the embedded database open, if there is one.
 * @throws KindredError as `openDatabase`
 */
export async function openForReading(config: Pick<Config, "dataDirectory" | "databaseUrl">): Promise<Database> {
  try {
    return await openDatabase(config);
  } catch (error) {
    if (!(error instanceof KindredError && error.code === "DATABASE_IN_USE")) throw error;
    const through = await (await embedded()).openThroughProcess(embeddedIn(config));
    return through ?? openDatabase(config); // If it has closed it or does not serve, `openDatabase` reports which.
  }
}

/** @throws KindredError DATABASE_UNUSABLE if the server does not answer */
async function openPostgres(url: string): Promise<OpenDatabase> {
  const database = await overPostgres(url);
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
