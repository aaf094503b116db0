// Reads a consistent state of the figures with several statements.
import type { Database, Sql } from "../database/database.js";
import { figuresVersion } from "./current.js";

/**
 * On PostgreSQL, reads in one snapshot. On the embedded database a transaction would block every other statement for
 * seconds, so the statements run one by one, and again where an import of the same process ran in between.
 * @returns the result of `read`, and the version of the figures that it read
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
