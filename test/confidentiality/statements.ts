// Records every SQL statement at the lowest level: the wire protocol of the embedded database, or the PostgreSQL
// driver.
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";

const recorded: string[] = [];
const parse = "P".charCodeAt(0);
const simple = "Q".charCodeAt(0);

/** Call once per process, before opening a database. */
export function recordStatements(): void {
  const exec = PGlite.prototype.execProtocolRawSync;
  PGlite.prototype.execProtocolRawSync = function (message) {
    const text = statementOf(message);
    if (text !== null) recorded.push(text);
    return exec.call(this, message);
  };
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [statement] = given;
    recorded.push(typeof statement === "string" ? statement : String((statement as { text?: unknown }).text));
    return query.apply(this, given);
  } as never;
}

/** The statements since the last call. */
export const takeStatements = (): string[] => recorded.splice(0);

/** The text in a message of the frontend protocol: `P` int32 name\0 text\0, or `Q` int32 text\0. */
function statementOf(message: Uint8Array): string | null {
  if (message[0] !== parse && message[0] !== simple) return null;
  const start = message[0] === parse ? message.indexOf(0, 5) + 1 : 5;
  return Buffer.from(message.subarray(start, message.indexOf(0, start))).toString();
}
