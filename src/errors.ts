// The one table of error codes. A code has one cause; a message says what was wrong, where, and what to do.
import type { z } from "zod";

/** Code -> what it means, for documents and for `extensions.code`. */
export const errorCodes = {
  BAD_ARGUMENT: "An argument is missing, malformed or contradicts another.",
  UNAUTHENTICATED: "The credential is unknown, expired or revoked.",
  FORBIDDEN: "The viewer may not ask this.",
  NOT_FOUND: "Nothing of that name or id is there for this viewer.",
  CONFLICT: "The state of the thing does not allow this now.",
  WRONG_FILE: "The file is not of the kind it was given as, or is damaged. Nothing of it is stored.",
  DATABASE_IN_USE: "Another process has the embedded database open.",
  DATABASE_DAMAGED: "Files of the embedded database are missing, cut short or overwritten.",
  DATABASE_UNUSABLE: "The database cannot be opened or is of another version.",
  DISK_FULL: "The disk has no room for what is to be written.",
  NO_CLIENT_TOOLS: "PostgreSQL's pg_dump or pg_restore is missing, or older than the server.",
  UNKNOWN_STRATEGY: "No strategy of that name is installed.",
  BAD_PLUGIN: "An installed strategy lacks a part, takes a name that another has, or was made for another version.",
  BAD_PARAMETERS: "The strategy's parameters or the run's constraints do not fit their schema.",
  STRATEGY_FAILED: "The strategy threw, ran too long, used too much memory, or returned what it may not.",
  NO_DATA: "There are no imported figures for what was asked.",
  STALE_RUN: "Figures that the run rests on were corrected since; start the run again.",
  RUN_UNFINISHED: "The run has not finished, failed or was cancelled.",
  FINGERPRINT_PUBLISHED:
    "This run, or one with the same cohorts, was published: it can never feed targets or partnerships.",
  FINGERPRINT_FED_TARGETS:
    "This run, or one with the same cohorts, fed targets or partnerships: it can never be published.",
  RUNS_TOO_ALIKE:
    "A published run of the base year and one that feeds targets or partnerships are so alike that the first would help to work out what is made of the second.",
  CANCELLED: "The work was cancelled.",
  BAD_REQUEST: "It is no GraphQL request: the body, its parts or the address are malformed.",
  NO_SUCH_PATH: "There is nothing at this path.",
  METHOD_NOT_ALLOWED: "The path does not take this HTTP method, or GET was to do something.",
  NOT_ACCEPTABLE: "None of the media types of `Accept` can be given.",
  BODY_TOO_LARGE: "The body is larger than the server takes.",
  NOT_JSON: "The body is not declared as JSON in UTF-8, without compression.",
  GRAPHQL_PARSE_FAILED: "The document is not GraphQL.",
  GRAPHQL_VALIDATION_FAILED: "The document does not fit the schema that this viewer is served.",
  QUERY_TOO_LARGE: "The document is too large, or costs too much, whatever its answer would be.",
  DOCUMENT_NOT_TRUSTED: "This server answers only documents that it was given beforehand, by their hash.",
  RATE_LIMITED: "Too many requests in a minute, or too costly ones.",
  TIMEOUT: "The work took longer than a request may, and was stopped.",
  UNAVAILABLE: "The database cannot be reached now.",
  INTERNAL: "A fault of ours. The request id finds it in the log.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** HTTP statuses of requests that are refused whole. An error within an answer, one with a `path`, leaves it at 200. */
export const httpStatus: Readonly<Partial<Record<ErrorCode, number>>> = {
  BAD_REQUEST: 400,
  BAD_ARGUMENT: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  QUERY_TOO_LARGE: 400,
  DOCUMENT_NOT_TRUSTED: 400,
  UNAUTHENTICATED: 401,
  NO_SUCH_PATH: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  BODY_TOO_LARGE: 413,
  NOT_JSON: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  TIMEOUT: 503,
  UNAVAILABLE: 503,
};

/** Of a GraphQL request whose document or variables are at fault: 200 all the same to who accepts `application/json` only. */
export const faultsOfDocuments: ReadonlySet<ErrorCode> = new Set([
  "BAD_ARGUMENT",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "QUERY_TOO_LARGE",
  "DOCUMENT_NOT_TRUSTED",
]);

/** An error that its reader can act on; anything else that is thrown is a fault of ours. */
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

/**
 * @param label names the field at fault by its path, such as `constraints.0.column`; the path of the whole value is empty
 * @throws KindredError with the code, the label and the first fault, where the value does not fit the schema
 */
export function parseOrThrow<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: ErrorCode,
  label = (path: string) => path,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KindredError(code, `${label(issue!.path.join("."))}: ${issue!.message}`);
}

/**
 * A fault as it may stand in a log. Databases hang the statement's parameters and the failing row on their errors, and
 * quote values in their messages: targets, keys and what was asked are for no log.
 */
export function withoutValues(cause: unknown): object {
  if (!(cause instanceof Error)) return { message: "what was thrown is no error" };
  const { name, message, stack = "" } = cause;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  // Prisma tells the call with its arguments first, and what went wrong last.
  const told = name.startsWith("Prisma") ? (message.trimEnd().split("\n").at(-1) ?? "") : message;
  const code = "code" in cause ? { code: cause.code } : {};
  return {
    type: name,
    message: told.replace(quotedValue, '"…"').replace(unserialised, "$1…"),
    stack: frames.join("\n"),
    ...code,
  };
}

/** graphql-js says with the value itself that a field's type has no place for it. */
const unserialised = /(cannot represent [^:]*: ).*/s;

/** Names of tables and constraints, which are lower case and underscores, stay. */
const quotedValue = /"(?![a-z_]+")[^"]*"/g;
