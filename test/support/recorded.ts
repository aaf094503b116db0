// An embedded database that records its statements.
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import type { Database } from "../../src/database/database.js";
import { databaseOnPglite } from "../../src/database/pglite.js";
import { inMemory } from "./database.js";

/** @returns the database, and the texts of its statements since they were last removed */
export async function recordedDatabase(): Promise<{ database: Database; statements: string[] }> {
  const template = await readFile(process.env.KINDRED_TEST_TEMPLATE ?? "");
  const pglite = await PGlite.create({ ...inMemory, loadDataDir: new Blob([new Uint8Array(template)]) });
  const statements: string[] = [];
  const query = pglite.query.bind(pglite);
  pglite.query = ((text: string, ...rest: never[]) => {
    statements.push(text);
    return query(text, ...rest);
  }) as typeof pglite.query;
  const transaction = pglite.transaction.bind(pglite);
  pglite.transaction = (work) =>
    transaction((inner) => {
      const recorded = (text: string, ...rest: never[]) => {
        statements.push(text);
        return inner.query(text, ...rest);
      };
      return work({ ...inner, query: recorded as typeof inner.query });
    });
  return { database: databaseOnPglite(pglite), statements };
}
