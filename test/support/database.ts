// Gives each suite its own database: in memory, or on the PostgreSQL server of TEST_DATABASE_URL.
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import type { Database } from "../../src/database/database.js";
import { pgliteOptions } from "../../src/database/embedded/connection.js";
import { openDatabase } from "../../src/database/open.js";
import { databaseOnPglite } from "../../src/database/pglite.js";
import { empty, filledTables, stateOf } from "./emptied.js";
import { createOnServer, dropOnServer } from "./server.js";

const template = process.env.KINDRED_TEST_TEMPLATE ?? "";
let count = 0;

/** Options for a PGlite in memory. Few buffers: filling more of them costs more than a suite gains. */
export const inMemory = pgliteOptions(1024);

/** An empty, migrated database. Close it when done, which drops it on PostgreSQL. */
export async function testDatabase(): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) return databaseUntilClosed(idle.pop() ?? (await load()));
  const name = `kindred_test_${process.pid}_${count++}`;
  const databaseUrl = await createOnServer(server, name, `TEMPLATE ${template}`);
  const database = await openDatabase({ dataDirectory: "", databaseUrl });
  return {
    ...database,
    close: async () => {
      await database.close();
      await dropOnServer(server, name);
    },
  };
}

/** An embedded database without tables, from a copy: creating one takes seconds. */
export const bareDatabase = async (): Promise<Database> => databaseOnPglite(await openBare());

export async function openBare(): Promise<PGlite> {
  const bare = process.env.KINDRED_TEST_BARE;
  const loadDataDir = bare ? new Blob([new Uint8Array(await readFile(bare))]) : undefined;
  return PGlite.create({ ...inMemory, ...(loadDataDir && { loadDataDir }) });
}

interface Embedded {
  readonly pglite: PGlite;
  /** `stateOf` the new database. */
  readonly state: string;
}

/** Emptied databases for the next suites of this process: loading another takes more than a second. */
const idle: Embedded[] = [];

async function load(): Promise<Embedded> {
  const loadDataDir = new Blob([new Uint8Array(await readFile(template))]);
  const pglite = await PGlite.create({ ...inMemory, loadDataDir });
  const filled = await filledTables(pglite);
  if (filled.length) throw new Error(`migrations fill ${filled.join()}: emptied.ts must leave those rows`);
  return { pglite, state: await stateOf(pglite) };
}

/** After `close`, statements fail, so that they cannot reach the next suite's database. */
function databaseUntilClosed(embedded: Embedded): Database {
  const { pglite, state } = embedded;
  let closed = false;
  const closable = new Proxy(pglite, {
    get: (_, name) => {
      if (closed) throw new Error("the database of this suite is closed");
      if (name === "close") return () => {};
      const value = Reflect.get(pglite, name, pglite);
      return typeof value === "function" ? value.bind(pglite) : value;
    },
  });
  const database = databaseOnPglite(closable);
  return {
    ...database,
    close: async () => {
      await database.close();
      closed = true;
      if (await empty(pglite, state)) idle.push(embedded);
      else await pglite.close();
    },
  };
}
