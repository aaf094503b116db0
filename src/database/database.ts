// The interface to a database for the rest of the program: Prisma for reads, plain SQL for bulk work.
import type { PrismaClient } from "./generated/client.js";

/** Plain SQL. Returns numerics and bigints as text and JSON parsed; cast dates to text in the statement. */
export interface Sql {
  /** Several statements without parameters. */
  script(statements: string): Promise<void>;
  query<Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** Limits that apply to every connection from its start. */
export interface Limits {
  /** The role whose privileges apply, instead of the user's. */
  readonly role?: string;
  /** Nothing can be written. */
  readonly readOnly?: boolean;
  /** Milliseconds for a statement, and for a request's wait for a connection. PGlite cannot stop a statement. */
  readonly timeout?: number;
}

export interface Listening {
  close(): Promise<void>;
}

export interface Database extends Sql {
  readonly kind: "pglite" | "postgresql";
  readonly prisma: PrismaClient;
  /** Commits when `work` resolves, rolls back when it rejects. On PGlite all other statements wait until it ends. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Calls `onNotification` with the payload of each NOTIFY on the channel, from any process. Calls it with "" after the
   * connection was lost, because notifications may have been missed.
   */
  listen(channel: string, onNotification: (payload: string) => void): Listening;
  /** The same database with limits. Closing it leaves this one open; closing this one closes both. */
  limited(limits: Limits): Database;
  /** The embedded database only: see `Connection.copyFiles`. */
  copyFiles?(): Promise<void>;
  close(): Promise<void>;
}
