// The database of one request. Its statements take turns with those of other requests, and none starts after the
// deadline. The database itself ends a statement that is still running then.
import type { Database, Sql } from "../database/database.js";
import { type FairTurns, fairTurns } from "../database/fair-turns.js";

/**
 * Turns for the statements of all requests to one database. The embedded database runs one statement at a time.
 * PostgreSQL has a pool of connections, and one request can use a few of them.
 */
export const statementTurns = ({ kind }: Pick<Database, "kind">): FairTurns =>
  kind === "pglite" ? fairTurns(2, 1) : fairTurns(10, 3);

/**
 * @param deadline of the request; later statements are rejected with its reason
 * @param turns shared with other requests
 */
export function boundedDatabase(database: Database, deadline: AbortSignal, turns: FairTurns): Database {
  /** Checks the deadline again at its turn, so that a statement that waited too long costs the database nothing. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    deadline.throwIfAborted();
    return turns.run(deadline, async () => {
      deadline.throwIfAborted();
      return work();
    });
  };
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
  let prisma: Database["prisma"] | undefined;
  return {
    ...database,
    query: async (text, parameters) => inTurn(() => database.query(text, parameters)),
    script: async (statements) => inTurn(() => database.script(statements)),
    transaction: async (work) => inTurn(() => database.transaction((sql) => work(bounded(sql)))),
    /** Every read through Prisma gets this property first. */
    get prisma() {
      deadline.throwIfAborted();
      prisma ??= database.prisma.$extends({
        query: { $allOperations: ({ args, query }) => inTurn(() => query(args)) },
      }) as unknown as Database["prisma"];
      return prisma;
    },
  };
}
