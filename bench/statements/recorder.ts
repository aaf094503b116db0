// Notes every statement with how long the database had it in hand, at the driver: reads by Prisma are among them.
import type { PGlite } from "@electric-sql/pglite";
import pg from "pg";

export interface Statement {
  /** The text without what differs from one request to the next. */
  readonly shape: string;
  readonly ms: number;
}

export interface Recorder {
  /** What was noted since the last time. */
  take(): Statement[];
  /** On the embedded database, milliseconds for which it was held since the last time: transactions' own statements too. */
  takeHeld(): number;
}

/** Limits of a request's transaction on the embedded database: no request chooses them. */
const setting = /^(SET |BEGIN|COMMIT|ROLLBACK)/;

const shapeOf = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/\$\d+/g, "$n")
    .replace(/(\$n(, ?)?){3,}/g, "$n, …")
    .trim();

/** An embedded database that is listened to: create the `Database` over it. */
export function recordPglite(pglite: PGlite): { pglite: PGlite; recorder: Recorder } {
  const statements: Statement[] = [];
  let held = 0;
  const timed = async <T>(work: () => Promise<T>, note: (ms: number) => void): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      note(performance.now() - start);
    }
  };
  const transaction: PGlite["transaction"] = (work) => {
    let start = 0;
    return pglite
      .transaction((inner) => {
        start = performance.now(); // Waiting for others does not count.
        const query = (text: string, ...rest: never[]) =>
          timed(
            () => inner.query(text, ...rest),
            (ms) => {
              if (!setting.test(text)) statements.push({ shape: shapeOf(text), ms });
            },
          );
        return work({ ...inner, query: query as typeof inner.query });
      })
      .finally(() => {
        held += performance.now() - start;
      });
  };
  const listened = new Proxy(pglite, {
    get: (_, name) => {
      if (name === "transaction") return transaction;
      const value = Reflect.get(pglite, name, pglite);
      return typeof value === "function" ? value.bind(pglite) : value;
    },
  });
  const takeHeld = () => {
    const before = held;
    held = 0;
    return before;
  };
  return { pglite: listened, recorder: { take: () => statements.splice(0), takeHeld } };
}

/** Every connection to PostgreSQL that this process opens. */
export function recordPostgres(): Recorder {
  const statements: Statement[] = [];
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  let held = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [asked] = given;
    const text = typeof asked === "string" ? asked : String((asked as { text?: unknown }).text);
    const start = performance.now();
    const note = () => {
      const ms = performance.now() - start;
      held += ms;
      if (!setting.test(text)) statements.push({ shape: shapeOf(text), ms });
    };
    const callback = given.at(-1);
    if (typeof callback === "function") {
      return query.apply(this, [
        ...given.slice(0, -1),
        (...answer: unknown[]) => {
          note();
          callback(...answer);
        },
      ]);
    }
    return Promise.resolve(query.apply(this, given)).finally(note);
  } as never;
  const takeHeld = () => {
    const before = held;
    held = 0;
    return before;
  };
  return { take: () => statements.splice(0), takeHeld };
}
