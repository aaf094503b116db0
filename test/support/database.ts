// A database of its own for a suite: in memory, or on the PostgreSQL that TEST_DATABASE_URL names.
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { Database } from "../../src/database/database.js";
import { databaseOnPglite, openDatabase } from "../../src/database/open.js";
import { extensions } from "../../src/database/pglite.js";

const template = process.env.KINDRED_TEST_TEMPLATE ?? "";
let count = 0;

/** An empty, migrated database. Close it when done; on PostgreSQL that drops it. */
export async function testDatabase(): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) {
    const loadDataDir = new Blob([new Uint8Array(await readFile(template))]);
    return databaseOnPglite(await PGlite.create({ extensions, loadDataDir }));
  }
  const name = `kindred_test_${process.pid}_${count++}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = await openDatabase({ dataDirectory: "", databaseUrl: url.href });
  return {
    ...database,
    close: async () => {
      await database.close();
      await administer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function administer(server: string, statement: string) {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(statement);
  await admin.end();
}
