// Hears every statement at the lowest level: the wire protocol of the embedded database, the driver of PostgreSQL.
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";

const heard: string[] = [];
const parse = "P".charCodeAt(0);
const simple = "Q".charCodeAt(0);

/** Once a process, before a database is opened. */
export function listenToStatements(): void {
  const exec = PGlite.prototype.execProtocolRawSync;
  PGlite.prototype.execProtocolRawSync = function (message) {
    const text = statementOf(message);
    if (text !== null) heard.push(text);
    return exec.call(this, message);
  };
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [asked] = given;
    heard.push(typeof asked === "string" ? asked : String((asked as { text?: unknown }).text));
    return query.apply(this, given);
  } as never;
}

/** What was heard since the last time. */
export const heardStatements = (): string[] => heard.splice(0);

/** Of a message in the frontend protocol: `P` int32 name\0 text\0, or `Q` int32 text\0. */
function statementOf(message: Uint8Array): string | null {
  if (message[0] !== parse && message[0] !== simple) return null;
  const start = message[0] === parse ? message.indexOf(0, 5) + 1 : 5;
  return Buffer.from(message.subarray(start, message.indexOf(0, start))).toString();
}
