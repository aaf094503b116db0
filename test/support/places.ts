// Places for test databases: data directories, or databases on the PostgreSQL server of TEST_DATABASE_URL.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../../src/config.js";
import type { Sql } from "../../src/database/database.js";
import { tablesOf } from "../../src/database/migrate.js";
import { layDatabase } from "./data-directory.js";
import { createOnServer, dropOnServer } from "./server.js";

export type Place = Pick<Config, "dataDirectory" | "databaseUrl">;

export interface Places {
  /** For files of the test. */
  readonly folder: string;
  /** A place without a database, or with a database without tables. */
  empty(): Promise<Place>;
  /** A place with a database that is cheap to open. */
  prepared(): Promise<Place>;
  remove(): Promise<void>;
}

let count = 0;

export async function openPlaces(server = process.env.TEST_DATABASE_URL): Promise<Places> {
  const folder = await mkdtemp(join(tmpdir(), "kindred-places-"));
  const created: string[] = [];
  async function onServer(url: string): Promise<Place> {
    const name = `kindred_place_${process.pid}_${count++}`;
    const databaseUrl = await createOnServer(url, name);
    created.push(name);
    return { dataDirectory: join(folder, "unused"), databaseUrl };
  }
  async function empty(): Promise<Place> {
    return server ? onServer(server) : { dataDirectory: join(folder, `data-${count++}`), databaseUrl: undefined };
  }
  return {
    folder,
    empty,
    prepared: async () => {
      const place = await empty();
      if (server) return place;
      await mkdir(place.dataDirectory);
      await layDatabase(place.dataDirectory);
      return place;
    },
    remove: async () => {
      for (const name of created) await dropOnServer(server as string, name);
      await rm(folder, { recursive: true });
    },
  };
}

/** Table -> its rows, and a hash of them in any order. */
export async function everyTable(sql: Sql): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await tablesOf(sql)) {
    const [row] = await sql.query<{ digest: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS digest FROM "${name}" t`,
    );
    found[name] = row?.digest ?? "";
  }
  return found;
}
