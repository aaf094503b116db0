// What the rest of the program knows of a database: Prisma for reads, plain SQL for bulk work.
import type { PrismaClient } from "./generated/client.js";

/** Rows of plain SQL. Numerics and bigints come as text, JSON parsed; cast dates to text in the statement. */
export interface Sql {
  /** Several statements without parameters. */
  script(statements: string): Promise<void>;
  query<Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** What every connection is held to from its beginning. */
export interface Limits {
  /** The role whose privileges it has, instead of its user's. */
  readonly role?: string;
  /** Nothing can be written. */
  readonly readOnly?: boolean;
  /** Milliseconds a statement may take, and a request wait for a connection. PGlite cannot stop a statement. */
  readonly timeout?: number;
}

export interface Listening {
  close(): Promise<void>;
}

export interface Database extends Sql {
  readonly kind: "pglite" | "postgresql";
  readonly prisma: PrismaClient;
  /** Commits when `work` resolves, rolls back when it rejects. On PGlite every other statement waits meanwhile. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Calls `heard` with what any process tells by NOTIFY on the channel. Where the connection was lost, what was told
   * meanwhile is lost with it: `heard` then gets "".
   */
  listen(channel: string, heard: (payload: string) => void): Listening;
  /** The same database, held to limits. Closing it leaves this one open; closing this one closes it. */
  limited(limits: Limits): Database;
  /** Of the embedded database: as `Connection.copyFiles`. */
  copyFiles?(): Promise<void>;
  close(): Promise<void>;
}
