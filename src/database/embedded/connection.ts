// What the program uses of PGlite, whether it runs in this thread or in one of its own.
import { PGlite, type Results } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";

/** Every PGlite must be created with these: the migrations use them. */
export const extensions = { pg_trgm };

/** Options of PGlite for shared buffers of this many pages of 8 kB. PostgreSQL fills them at the start: 128 MB cost half a second. */
export const withBuffers = (pages: number) => ({ startParams: [...PGlite.defaultStartParams, "-B", String(pages)] });

/** Type OID -> how to read a value's text. Other types are read as PGlite reads them. */
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
  /** Commits when `work` resolves, rolls back when it rejects. Every other statement waits meanwhile. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** @returns a function that ends listening */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * The same connection with each statement in a transaction of its own, which begins with these.
   * @param settings statements without parameters, such as `SET LOCAL ROLE …`
   */
  beginningWith(settings: string): Connection;
  /**
   * Copies the files, as they are between two statements, to a directory beside theirs. It is removed when the connection
   * closes, or makes another. Not where the database is in memory.
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
    listen: (channel, heard) => pglite.listen(channel, heard),
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
