// Records every statement and its database time, at the driver, so that Prisma's statements are included.
import type { PGlite } from "@electric-sql/pglite";
import pg from "pg";

export interface Statement {
  /** The text without the parts that differ between requests. */
  readonly shape: string;
  readonly ms: number;
}

export interface Recorder {
  /** The statements since the last call. */
  takeStatements(): Statement[];
  /** Database time in milliseconds since the last call; on the embedded database, of whole transactions. */
  takeDatabaseMs(): number;
}

/** Statements that every transaction has, whatever the request. */
const transactionControl = /^(SET |BEGIN|COMMIT|ROLLBACK)/;

const shapeOf = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/\$\d+/g, "$n")
    .replace(/(\$n(, ?)?){3,}/g, "$n, …")
    .trim();

/** Wraps an embedded database; create the `Database` on the result. */
export function recordPglite(pglite: PGlite): { pglite: PGlite; recorder: Recorder } {
  const statements: Statement[] = [];
  let databaseMs = 0;
  const timed = async <T>(action: () => Promise<T>, record: (ms: number) => void): Promise<T> => {
    const start = performance.now();
    try {
      return await action();
    } finally {
      record(performance.now() - start);
    }
  };
  const transaction: PGlite["transaction"] = (action) => {
    let start = 0;
    return pglite
      .transaction((inner) => {
        start = performance.now(); // Waiting for other transactions does not count.
        const query = (text: string, ...rest: never[]) =>
          timed(
            () => inner.query(text, ...rest),
            (ms) => {
              if (!transactionControl.test(text)) statements.push({ shape: shapeOf(text), ms });
            },
          );
        return action({ ...inner, query: query as typeof inner.query });
      })
      .finally(() => {
        databaseMs += performance.now() - start;
      });
  };
  const recorded = new Proxy(pglite, {
    get: (_, name) => {
      if (name === "transaction") return transaction;
      const value = Reflect.get(pglite, name, pglite);
      return typeof value === "function" ? value.bind(pglite) : value;
    },
  });
  const takeDatabaseMs = () => {
    const ms = databaseMs;
    databaseMs = 0;
    return ms;
  };
  return { pglite: recorded, recorder: { takeStatements: () => statements.splice(0), takeDatabaseMs } };
}

/** Records the statements of every PostgreSQL connection in this process. */
export function recordPostgres(): Recorder {
  const statements: Statement[] = [];
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  let databaseMs = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [statement] = given;
    const text = typeof statement === "string" ? statement : String((statement as { text?: unknown }).text);
    const start = performance.now();
    const record = () => {
      const ms = performance.now() - start;
      databaseMs += ms;
      if (!transactionControl.test(text)) statements.push({ shape: shapeOf(text), ms });
    };
    const callback = given.at(-1);
    if (typeof callback === "function") {
      return query.apply(this, [
        ...given.slice(0, -1),
        (...result: unknown[]) => {
          record();
          callback(...result);
        },
      ]);
    }
    return Promise.resolve(query.apply(this, given)).finally(record);
  } as never;
  const takeDatabaseMs = () => {
    const ms = databaseMs;
    databaseMs = 0;
    return ms;
  };
  return { takeStatements: () => statements.splice(0), takeDatabaseMs };
}
