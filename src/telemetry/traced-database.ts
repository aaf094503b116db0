// A database that records each statement as a span of the current trace: its first word and its pool, never its text.
// Statements outside any trace (polls of the queue, scrapes of metrics) are not recorded.
import type { Database, Sql } from "../database/database.js";
import type { Serving } from "../database/serving.js";
import type { Traces } from "./traces.js";

/** The pools of the metric `kindred_database_wait_seconds`, and the one of jobs. */
type Pool = "clients" | "public" | "jobs";

const words = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SET", "LOCK"] as const;
export const operations = [...words, "TRANSACTION", "SCRIPT", "OTHER"] as const;
type Operation = (typeof operations)[number];

export function tracedServing(serving: Serving, traces: Traces | undefined): Serving {
  if (!traces) return serving;
  return {
    ...serving,
    clients: tracedDatabase(serving.clients, "clients", traces),
    public: tracedDatabase(serving.public, "public", traces),
  };
}

export function tracedDatabase(database: Database, pool: Pool, traces: Traces | undefined): Database {
  if (!traces) return database;
  const span = <T>(operation: Operation, work: () => T): T =>
    traces.within(
      operation,
      { "db.system.name": "postgresql", "db.operation.name": operation, "kindred.pool": pool },
      work,
    );
  const traced = (sql: Sql): Sql => ({
    query: (text, parameters) => span(operationOf(text), () => sql.query(text, parameters)),
    script: (statements) => span("SCRIPT", () => sql.script(statements)),
  });
  return {
    ...database,
    ...traced(database),
    prisma: tracedPrisma(database.prisma, span),
    transaction: (work) => span("TRANSACTION", () => database.transaction((sql) => work(traced(sql)))),
    limited: (limits) => tracedDatabase(database.limited(limits), pool, traces),
  };
}

/** A read by Prisma is one span, even if Prisma makes a statement for each relation. */
function tracedPrisma(
  prisma: Database["prisma"],
  span: <T>(operation: Operation, work: () => T) => T,
): Database["prisma"] {
  const extended = prisma.$extends({
    query: {
      $allOperations: ({ operation, args, query }) => span(prismaOperation(operation), async () => query(args)),
    },
  });
  return extended as unknown as Database["prisma"];
}

function operationOf(text: string): Operation {
  const first = /^\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase();
  return words.find((word) => word === first) ?? "OTHER";
}

const readMethods = /^(find|count|aggregate|groupBy|\$queryRaw)/;

const prismaOperation = (name: string): Operation => (readMethods.test(name) ? "SELECT" : "OTHER");
