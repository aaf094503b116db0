// A separate data directory or PostgreSQL database for the chaos tests, which can inspect it between kills.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Database } from "../../src/database/database.js";
import { openDatabase } from "../../src/database/open.js";
import { layDatabase } from "../support/data-directory.js";

export interface PlaceConfig {
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
}

interface Place {
  readonly config: PlaceConfig;
  /** On the embedded database, only while no process has it open. */
  use<T>(work: (database: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param server a PostgreSQL server; without one, the database is embedded */
export const openPlace = (server: string | undefined): Promise<Place> => (server ? onServer(server) : embedded());

async function embedded(): Promise<Place> {
  const config = { dataDirectory: await mkdtemp(join(tmpdir(), "kindred-chaos-")), databaseUrl: undefined };
  await layDatabase(config.dataDirectory);
  return {
    config,
    use: async (work) => {
      const database = await openDatabase(config);
      return work(database).finally(() => database.close());
    },
    close: () => rm(config.dataDirectory, { recursive: true }),
  };
}

let databases = 0;

async function onServer(server: string): Promise<Place> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  const name = `kindred_chaos_${process.pid}_${databases++}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const config = { dataDirectory: "", databaseUrl: url.href };
  const database = await openDatabase(config);
  return {
    config,
    use: (work) => work(database),
    close: async () => {
      await database.close();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
