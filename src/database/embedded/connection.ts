// The interface to PGlite, whether it runs in this thread or in another.
import { PGlite, type Results } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";

/** The migrations need these: create every PGlite with them. */
export const extensions = { pg_trgm };

const byteaOid = 17;
const textOid = 25;
const jsonOid = 114;

/**
 * @param pages shared buffers of 8 kB. PostgreSQL fills them at start: 128 MB take half a second. The operating system
 * caches the files as well
 */
export const pgliteOptions = (pages = 4096) => ({
  extensions,
  startParams: [...PGlite.defaultStartParams, "-B", String(pages)],
  // Bytes go as they are; PGlite would write them as hexadecimal digits, and measure a text character by character.
  serializers: {
    [byteaOid]: (value: unknown) => value as never,
    [textOid]: (value: unknown) => (value instanceof Uint8Array ? (value as never) : String(value)),
    [jsonOid]: (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)),
  },
});

/** Type OID -> parser of a value's text. PGlite's own parsers read the other types. */
export type Parsers = Readonly<Record<number, (text: string) => unknown>>;

export interface Reading {
  readonly rowMode?: "array" | "object";
  readonly parsers?: Parsers;
}

export interface Statements {
  query<Row = unknown>(text: string, parameters?: unknown[], reading?: Reading): Promise<Results<Row>>;
  /** Several statements without parameters. */
  exec(statements: string): Promise<unknown>;
}

export interface Transaction extends Statements {
  rollback(): Promise<void>;
}

export interface Connection extends Statements {
  /** Commits when `work` resolves, rolls back when it rejects. All other statements wait until it ends. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** @returns a function that stops listening */
  listen(channel: string, onNotification: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * The same connection, with each statement in its own transaction that begins with `settings`.
   * @param settings statements without parameters, for example `SET LOCAL ROLE …`
   */
  beginningWith(settings: string): Connection;
  /**
   * Copies the files, as they are between two statements, to a directory beside the database's. The copy is removed
   * when the connection closes or makes another. Absent for a database in memory.
   */
  copyFiles?(): Promise<void>;
  close(): Promise<void>;
}

/** The connection of a PGlite in this thread. */
export function connectionOf(pglite: PGlite): Connection {
  const plain: Connection = {
    query: (text, parameters, reading) => pglite.query(text, parameters, reading as never),
    exec: (statements) => pglite.exec(statements),
    transaction: (work) => pglite.transaction((inner) => work(inner)),
    listen: (channel, onNotification) => pglite.listen(channel, onNotification),
    beginningWith: (settings) => beginningWith(plain, settings),
    close: () => pglite.close(),
  };
  return plain;
}

function beginningWith(connection: Connection, settings: string): Connection {
  const transaction: Connection["transaction"] = (work) =>
    connection.transaction(async (inner) => {
      await inner.exec(settings);
      return work(inner);
    });
  return {
    ...connection,
    transaction,
    query: (text, parameters, reading) => transaction((inner) => inner.query(text, parameters, reading)) as never,
    exec: (statements) => transaction((inner) => inner.exec(statements)),
    beginningWith: (further) => beginningWith(connection, `${settings}; ${further}`),
  };
}
