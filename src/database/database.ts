// What the rest of the program knows of a database: Prisma for reads, plain SQL for bulk work.
import type { PrismaClient } from "./generated/client.js";

/** Rows of plain SQL. Numerics and bigints come as text, JSON parsed; cast dates to text in the statement. */
export interface Sql {
  /** Several statements without parameters. */
  script(statements: string): Promise<void>;
  query<Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Sql {
  readonly kind: "pglite" | "postgresql";
  readonly prisma: PrismaClient;
  /** Commits when `work` resolves, rolls back when it rejects. On PGlite every other statement waits meanwhile. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
