// Every error that leaves has a code of the table, and tells no more than its reader may know: no stack, no SQL, no hints at names.
import { type ExecutionResult, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import { unwrapped } from "../database/postgres-errors.js";
import { documentErrorCodes, type ErrorCode, errorCodes, httpStatus, KindredError, withoutValues } from "../errors.js";
import type { RequestContext } from "./context.js";
import { accepts } from "./use-json-only.js";

export function useErrorCodes(logger: Logger): Plugin<object, RequestContext> {
  return {
    onResultProcess({ request, result, setResult, resultProcessor, setResultProcessor, serverContext }) {
      const { errors } = result as ExecutionResult;
      if (!resultProcessor || !accepts(request.headers)) setResultProcessor(jsonAnyway, "application/json");
      if (!errors?.length) return;
      const { requestId, deadline } = serverContext;
      for (const error of errors) noteLost(error, logger, requestId);
      const told = errors.map(
        (error) => tellable(error) ?? stopped(error, deadline) ?? fault(error, logger, requestId),
      );
      serverContext.codes = [...new Set(told.map(({ extensions }) => String(extensions.code)))];
      setResult({ ...(result as ExecutionResult), errors: told.sort(byPlace) });
    },
  };
}

/** In the order of the document and of its lists: the order in which reads end is the database's own affair. */
function byPlace(one: GraphQLError, other: GraphQLError): number {
  const [at, otherAt] = [one.positions?.[0] ?? -1, other.positions?.[0] ?? -1];
  if (at !== otherAt) return at - otherAt;
  const keys = one.path ?? [];
  const index = keys.findIndex((key, depth) => key !== other.path?.[depth]);
  const [key, otherKey] = [keys[index], other.path?.[index]];
  return typeof key === "number" && typeof otherKey === "number" ? key - otherKey : 0;
}

/** The error as its reader may have it, or null where it is a fault of ours. */
function tellable(error: GraphQLError): GraphQLError | null {
  const cause = rootOf(error);
  if (cause instanceof KindredError) return recoded(error, cause.message, cause.code, cause.details);
  if (isUnstorableText(cause)) return recoded(error, "Text may not hold the character U+0000.", "BAD_ARGUMENT");
  if (!(cause instanceof GraphQLError)) return null;
  const code = codeOf(cause, error);
  return code && recoded(error, withoutHints(error.message), code);
}

/** What fails once a request is over fails for that: a connection that was closed, a body that ended. */
const stopped = (error: GraphQLError, deadline: AbortSignal | undefined): GraphQLError | null =>
  deadline?.reason instanceof KindredError ? recoded(error, deadline.reason.message, deadline.reason.code) : null;

function rootOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : unwrapped(error);
}

/** Codes of graphql-js and Yoga that the table has by another name. */
const renamed: Readonly<Record<string, ErrorCode>> = {
  REQUEST_ENTITY_TOO_LARGE: "BODY_TOO_LARGE",
  OPERATION_RESOLUTION_FAILURE: "BAD_REQUEST",
};

/** Null for what nobody meant to be told. */
function codeOf({ extensions, nodes }: GraphQLError, { path }: GraphQLError): ErrorCode | null {
  const { code, http } = extensions as { code?: string; http?: { status?: number } };
  // graphql-js: an argument's error points at the argument. One that points nowhere is of a value that we answered.
  if (code === undefined) return path && !nodes ? null : "BAD_ARGUMENT";
  if (http?.status === 405) return "METHOD_NOT_ALLOWED";
  const known = renamed[code] ?? code;
  return Object.hasOwn(errorCodes, known) ? (known as ErrorCode) : null;
}

/** SQLSTATE of text with a NUL and of JSON with one: only whoever asks can have put it there. */
const unstorable: ReadonlySet<unknown> = new Set(["22021", "22P05"]);

const isUnstorableText = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && unstorable.has(cause.code);

function recoded(error: GraphQLError, message: string, code: ErrorCode, details: object = {}): GraphQLError {
  const { nodes, source, positions, path, extensions } = error;
  const given = (extensions.http as { headers?: object } | undefined)?.headers;
  const spec = documentErrorCodes.has(code);
  const http = { status: httpStatus[code] ?? 400, spec, headers: { ...given, ...headersOf(code, details) } };
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: { ...details, code, ...(path ? {} : { http }) },
  });
}

function headersOf(code: ErrorCode, details: { readonly retryAfter?: number }): Record<string, string> {
  if (code === "UNAUTHENTICATED") return { "WWW-Authenticate": "Bearer" };
  if (code === "RATE_LIMITED") return { "Retry-After": String(details.retryAfter) };
  if (code === "NOT_JSON") return { Accept: "application/json" };
  return {};
}

/** What cannot be reached is no fault of the program's, but somebody has to see to it. */
function noteLost(error: GraphQLError, logger: Logger, requestId: string): void {
  const lost = rootOf(error);
  if (!(lost instanceof KindredError) || lost.code !== "UNAVAILABLE") return;
  logger.warn({ err: withoutValues(lost.cause), requestId }, "the database could not be reached");
}

/** "Did you mean" names fields, types and values; the public schema's are no secret, but they need not be told. */
const withoutHints = (message: string) => message.replace(/ Did you mean .*\?$/s, "");

function fault(error: GraphQLError, logger: Logger, requestId: string): GraphQLError {
  // Not the path: its aliases are the asker's words.
  const field = error.path && error.nodes?.map((node) => ("name" in node ? node.name?.value : null))[0];
  logger.error({ err: withoutValues(rootOf(error)), field, requestId }, "a fault while answering");
  const message = `A fault of ours. Report it with the request id ${requestId}.`;
  const { nodes, path } = error;
  return recoded(new GraphQLError(message, { nodes, path }), message, "INTERNAL", { requestId });
}

/** For who accepts nothing that we give: such a request is refused, and the refusal is JSON as every other. */
function jsonAnyway(result: unknown): Response {
  const { errors = [] } = result as ExecutionResult;
  const { status = 500, headers } = (errors[0]?.extensions.http ?? {}) as ResponseInit;
  const told = errors.map(({ message, extensions: { http: _, ...extensions } }) => ({ message, extensions }));
  return Response.json({ errors: told }, { status, headers });
}
