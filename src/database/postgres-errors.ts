// What PostgreSQL and the way to it fail by, as those who ask may have it: without a host, a statement or a value.
import { KindredError } from "../errors.js";

/** SQLSTATE of a statement that its timeout or a cancel request ended, and of a transaction that was left idle. */
const stopped: ReadonlySet<unknown> = new Set(["57014", "25P03"]);

/** SQLSTATE of servers that shut down, crashed, start, or have no connection left; class 08 is the connection itself. */
const away = /^(08...|57P0[1235]|53300)$/;

/** Where there is no way to the server: its name, its port or its socket. */
const noWay: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
]);

/** SQLSTATE of a prepared statement whose table a migration changed; the next connection prepares it anew. */
const changed = "0A000";

/** As the driver says it of a connection that broke, without a code. */
const broken = /^(Connection terminated|Client has encountered a connection error)/;

/** SQLSTATE of what a standby ends for the sake of what it has to replay. On a primary they are of who writes. */
const conflicts: ReadonlySet<unknown> = new Set(["40001", "40P01", "57P04"]);

/**
 * @param readOnly whether the connections read alone, as those of public viewers do
 * @throws KindredError TIMEOUT for what took too long, UNAVAILABLE for what cannot be reached now; anything else as it is
 */
export function tellPostgres(fault: unknown, readOnly = false): never {
  const error = fault as Error & { code?: unknown; syscall?: unknown };
  if (stopped.has(error.code)) {
    throw told("TIMEOUT", "The database took longer than a request may. Ask for less at once.", error);
  }
  if (error.message === "timeout exceeded when trying to connect") {
    throw told("TIMEOUT", "The database was too busy to be asked in time. Ask again later.", error);
  }
  if (readOnly && conflicts.has(error.code)) {
    throw told("UNAVAILABLE", "The database had to stop reading to catch up. Ask again.", error);
  }
  if (error.code === changed && /cached plan/.test(error.message)) {
    throw told("UNAVAILABLE", "The database was changed meanwhile. Ask again.", error);
  }
  const unreachable = typeof error.code === "string" ? away.test(error.code) || noWay.has(error.code) : false;
  if (unreachable || broken.test(error.message)) {
    throw told("UNAVAILABLE", "The database cannot be reached now. Ask again later.", error);
  }
  throw fault;
}

/** Prisma wraps what its driver threw: the code stays, and the message is the last line of its own. */
export function unwrapped(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.startsWith("Prisma") || !("code" in error)) return error;
  const { code } = error;
  if (code !== "TIMEOUT" && code !== "UNAVAILABLE") return error;
  return told(code, error.message.trimEnd().split("\n").at(-1) ?? "", error);
}

/** The cause is for the log. */
function told(code: "TIMEOUT" | "UNAVAILABLE", message: string, cause: Error): KindredError {
  const error = new KindredError(code, message);
  error.cause = cause;
  return error;
}
