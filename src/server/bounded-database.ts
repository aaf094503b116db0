// A request's database: once its time is over, no further statement begins. One that runs is ended by the database.
import type { Database, Sql } from "../database/database.js";

/** @param deadline its reason is what every statement after it is refused with */
export function boundedDatabase(database: Database, deadline: AbortSignal): Database {
  const bounded = (sql: Sql): Sql => ({
    query: async (text, parameters) => {
      deadline.throwIfAborted();
      return sql.query(text, parameters);
    },
    script: async (statements) => {
      deadline.throwIfAborted();
      return sql.script(statements);
    },
  });
  return {
    ...database,
    ...bounded(database),
    /** Every read by Prisma begins by asking for this. */
    get prisma() {
      deadline.throwIfAborted();
      return database.prisma;
    },
    transaction: async (work) => {
      deadline.throwIfAborted();
      return database.transaction((sql) => work(bounded(sql)));
    },
  };
}
