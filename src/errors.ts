// The only table of error codes. Each code has one cause. A message says what was wrong, where, and what to do.
import type { z } from "zod";
import { parse } from "./faults.js";

/** Code -> meaning. The codes appear in `extensions.code`; docs/errors.md repeats the meanings. */
export const errorCodes = {
  BAD_ARGUMENT: "An argument is missing, malformed or contradicts another.",
  UNAUTHENTICATED: "The credential is unknown, expired or revoked.",
  FORBIDDEN: "The viewer is not allowed to do this.",
  NOT_FOUND: "This viewer can see no object with that name or id.",
  CONFLICT: "The object's current state does not allow this.",
  IDEMPOTENCY_KEY_REUSED: "The client has used the idempotency key for another mutation or input.",
  WRONG_FILE: "The file is damaged or not of the stated kind. Nothing from it is stored.",
  DATABASE_IN_USE: "Another process has the embedded database open.",
  DATABASE_DAMAGED: "Files of the embedded database are missing, truncated or overwritten.",
  DATABASE_UNUSABLE: "The database cannot be opened, or has another version.",
  DISK_FULL: "There is not enough disk space for the data to be written.",
  NO_CLIENT_TOOLS: "PostgreSQL's pg_dump or pg_restore is missing, or older than the server.",
  UNKNOWN_STRATEGY: "No strategy with that name is installed.",
  BAD_PLUGIN: "An installed strategy is incomplete, has the name of another strategy, or was made for another version.",
  BAD_PARAMETERS: "The strategy's parameters or the run's constraints do not match their schema.",
  STRATEGY_FAILED: "The strategy threw an error, ran too long, used too much memory, or returned an invalid result.",
  NO_DATA: "No figures have been imported for this request.",
  STALE_RUN: "Figures that the run used have since been corrected. Start the run again.",
  RUN_UNFINISHED: "The run is unfinished, failed or cancelled.",
  FINGERPRINT_PUBLISHED:
    "This run, or one with the same cohorts, was published. It can never be used for targets or partnerships.",
  FINGERPRINT_FED_TARGETS:
    "This run, or one with the same cohorts, was used for targets or partnerships. It can never be published.",
  RUNS_TOO_ALIKE:
    "A published run and a run used for targets or partnerships, both of the same base year, are too alike. The published run would help to work out the results of the other.",
  CANCELLED: "The work was cancelled.",
  BAD_REQUEST: "The request is not a GraphQL request: the body, a part of it or the address is malformed.",
  NO_SUCH_PATH: "Nothing exists at this path.",
  METHOD_NOT_ALLOWED: "The path does not accept this HTTP method, or a GET request contains a mutation.",
  NOT_ACCEPTABLE: "The server cannot return any of the media types in `Accept`.",
  BODY_TOO_LARGE: "The body is larger than the server accepts.",
  NOT_JSON: "The body is not declared as JSON in UTF-8, without compression where none is read.",
  GRAPHQL_PARSE_FAILED: "The document has a GraphQL syntax error.",
  GRAPHQL_VALIDATION_FAILED: "The document does not match this viewer's schema.",
  QUERY_TOO_LARGE: "The document is too large or costs too much, whatever the size of its answer.",
  DOCUMENT_NOT_TRUSTED: "This server only answers documents registered in advance, by their hash.",
  RATE_LIMITED: "Too many requests in one minute, or requests that cost too much.",
  TIMEOUT: "The work exceeded the time limit of a request and was stopped.",
  UNAVAILABLE: "The database cannot be reached now.",
  INTERNAL: "An internal error. Its request id is in the log.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** HTTP statuses of requests that are rejected whole. An error with a `path` is part of an answer with status 200. */
export const httpStatus: Readonly<Partial<Record<ErrorCode, number>>> = {
  BAD_REQUEST: 400,
  BAD_ARGUMENT: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  QUERY_TOO_LARGE: 400,
  DOCUMENT_NOT_TRUSTED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  NO_SUCH_PATH: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  CONFLICT: 409,
  BODY_TOO_LARGE: 413,
  NOT_JSON: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  TIMEOUT: 503,
  UNAVAILABLE: 503,
};

/** Errors in the document or its variables. A client that accepts only `application/json` gets them with status 200. */
export const documentErrorCodes: ReadonlySet<ErrorCode> = new Set([
  "BAD_ARGUMENT",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "QUERY_TOO_LARGE",
  "DOCUMENT_NOT_TRUSTED",
]);

/** An error that the caller can act on. Anything else that is thrown is an internal error. */
export class KindredError extends Error {
  override name = "KindredError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** @throws KindredError BAD_ARGUMENT */
export function refuse(message: string): never {
  throw new KindredError("BAD_ARGUMENT", message);
}

/**
 * @param label names the field at fault by its path, such as `constraints.0.column`; the path of the whole value is empty
 * @throws KindredError with the code, the label and a fault, where the value does not fit the schema
 */
export function parseOrThrow<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: ErrorCode,
  label = (path: string) => path,
): z.output<Schema> {
  const { data, fault } = parse(schema, value);
  if (fault === undefined) return data;
  throw new KindredError(code, `${label(fault.path)}: ${fault.message}`);
}

/**
 * An error in a form that is safe to log. Database errors carry the statement's parameters and the failing row, and
 * their messages quote values. Targets, keys and requests must not appear in a log.
 */
export function withoutValues(cause: unknown): object {
  if (!(cause instanceof Error)) return { message: "the thrown value is not an Error" };
  const { name, message, stack = "" } = cause;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  // Prisma puts the call and its arguments first, and the cause on the last line.
  const safe = name.startsWith("Prisma") ? (message.trimEnd().split("\n").at(-1) ?? "") : message;
  const code = "code" in cause ? { code: cause.code } : {};
  return {
    type: name,
    message: safe.replace(quotedValue, '"…"').replace(unserialisableValue, "$1…"),
    stack: frames.join("\n"),
    ...code,
  };
}

/** graphql-js names the value in this message when a field's type cannot represent it. */
const unserialisableValue = /(cannot represent [^:]*: ).*/s;

/** Keeps the names of tables and constraints: lower case and underscores. */
const quotedValue = /"(?![a-z_]+")[^"]*"/g;
