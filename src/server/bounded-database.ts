// A request's database: its statements take turns with those of other requests, and once its time is over none begins.
// One that runs then is ended by the database.
import type { Database, Sql } from "../database/database.js";
import { type FairTurns, fairTurns } from "../database/fair-turns.js";

/**
 * Turns for the statements of all requests that one database answers. The embedded one carries out a statement at a
 * time; PostgreSQL has a pool of connections, of which one request gets a few.
 */
export const statementTurns = ({ kind }: Pick<Database, "kind">): FairTurns =>
  kind === "pglite" ? fairTurns(2, 1) : fairTurns(10, 3);

/**
 * @param deadline of the request; its reason is what every statement after it is refused with
 * @param turns that it shares with other requests
 */
export function boundedDatabase(database: Database, deadline: AbortSignal, turns: FairTurns): Database {
  /** The deadline is asked when the turn comes: what waited for too long costs the database nothing. */
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
    /** Every read by Prisma begins by asking for this. */
    get prisma() {
      deadline.throwIfAborted();
      prisma ??= database.prisma.$extends({
        query: { $allOperations: ({ args, query }) => inTurn(() => query(args)) },
      }) as unknown as Database["prisma"];
      return prisma;
    },
  };
}
