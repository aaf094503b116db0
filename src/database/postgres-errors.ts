// Turns errors of PostgreSQL and of the connection into errors for callers, without a host, statement or value.
import { KindredError } from "../errors.js";

/** SQLSTATE of a statement ended by its timeout or by a cancel request, and of a transaction that was idle too long. */
const stopped: ReadonlySet<unknown> = new Set(["57014", "25P03"]);

/** SQLSTATE of a server that stops, crashed, starts or has no free connection; class 08 is the connection itself. */
const unavailableStates = /^(08...|57P0[1235]|53300)$/;

/** Error codes of a connection that cannot be made or breaks. */
const connectionErrors: ReadonlySet<unknown> = new Set([
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

/** SQLSTATE of a prepared statement whose table a migration changed; the next connection prepares it again. */
const planChanged = "0A000";

/** The driver's messages for a broken connection, which have no code. */
const brokenMessage = /^(Connection terminated|Client has encountered a connection error)/;

/** SQLSTATE of statements that a standby cancels to replay the log. On a primary, conflicts between writers. */
const standbyConflicts: ReadonlySet<unknown> = new Set(["40001", "40P01", "57P04"]);

/**
 * @param readOnly whether the connections only read, as those of public viewers do
 * @throws KindredError TIMEOUT if it took too long, UNAVAILABLE if it cannot be reached; other errors unchanged
 */
export function rethrowForCaller(fault: unknown, readOnly = false): never {
  const error = fault as Error & { code?: unknown; syscall?: unknown };
  if (stopped.has(error.code)) {
    throw withCause("TIMEOUT", "The database took longer than a request may. Ask for less at a time.", error);
  }
  if (error.message === "timeout exceeded when trying to connect") {
    throw withCause("TIMEOUT", "The database was too busy. Try again later.", error);
  }
  if (readOnly && standbyConflicts.has(error.code)) {
    throw withCause("UNAVAILABLE", "The database stopped reading to catch up with the primary. Try again.", error);
  }
  if (error.code === planChanged && /cached plan/.test(error.message)) {
    throw withCause("UNAVAILABLE", "The database was changed in the meantime. Try again.", error);
  }
  const unreachable =
    typeof error.code === "string" ? unavailableStates.test(error.code) || connectionErrors.has(error.code) : false;
  if (unreachable || brokenMessage.test(error.message)) {
    throw withCause("UNAVAILABLE", "The database cannot be reached at the moment. Try again later.", error);
  }
  throw fault;
}

/** Unwraps an error that Prisma wrapped: it keeps the code, and the original message as its own last line. */
export function unwrapped(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.startsWith("Prisma") || !("code" in error)) return error;
  const { code } = error;
  if (code !== "TIMEOUT" && code !== "UNAVAILABLE") return error;
  return withCause(code, error.message.trimEnd().split("\n").at(-1) ?? "", error);
}

/** The cause is for the log. */
function withCause(code: "TIMEOUT" | "UNAVAILABLE", message: string, cause: Error): KindredError {
  const error = new KindredError(code, message);
  error.cause = cause;
  return error;
}
