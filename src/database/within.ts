// A transaction in the form of a database, so that what a store does in a transaction of its own becomes a part of it.
import type { Database, Sql } from "./database.js";

/**
 * @param sql the transaction
 * @param database whose transaction it is
 * @returns a database whose statements and transactions (savepoints) are part of `sql`: one at a time, in the order of
 *   the calls. Prisma cannot read in it.
 */
export function databaseWithin(sql: Sql, { kind, listen, limited, close }: Database): Database {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  return {
    kind,
    listen,
    limited,
    close,
    get prisma(): never {
      throw new Error("Prisma cannot read in the transaction of another.");
    },
    query: (text, parameters) => inTurn(() => sql.query(text, parameters)),
    script: (statements) => inTurn(() => sql.script(statements)),
    transaction: (work) => inTurn(() => savepoint(sql, () => work(sql))),
  };
}

async function savepoint<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  await sql.query("SAVEPOINT part");
  try {
    const result = await work();
    await sql.query("RELEASE SAVEPOINT part");
    return result;
  } catch (error) {
    await sql.query("ROLLBACK TO SAVEPOINT part"); // if it fails, so does the whole transaction
    throw error;
  }
}
