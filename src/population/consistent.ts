// Reads figures as they stand at one moment, by however many statements.
import type { Database, Sql } from "../database/database.js";
import { figuresVersion } from "./current.js";

/**
 * On PostgreSQL in one snapshot. A transaction of the embedded database keeps every other statement waiting, for seconds
 * here: there the statements go one by one, and are repeated where an import of the same process came in between.
 * @returns what `read` found, and the version of the figures that it read
 */
export async function readConsistently<T>(
  database: Database,
  read: (sql: Sql) => Promise<T>,
): Promise<{ readonly found: T; readonly version: string }> {
  if (database.kind === "postgresql") {
    return database.transaction(async (sql) => {
      await sql.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      return { version: await figuresVersion(sql), found: await read(sql) };
    });
  }
  for (;;) {
    const version = await figuresVersion(database);
    const found = await read(database);
    if ((await figuresVersion(database)) === version) return { found, version };
  }
}
