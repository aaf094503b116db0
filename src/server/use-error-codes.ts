// Gives every error in a response a code, and removes what the caller may not see: stack, SQL, suggested names.
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
      if (!resultProcessor || !accepts(request.headers)) setResultProcessor(jsonErrors, "application/json");
      if (!errors?.length) return;
      const shown = shownErrors(errors, serverContext, logger);
      setResult({ ...(result as ExecutionResult), errors: shown.sort(byPosition) });
    },
  };
}

/** The response to a request that is not GraphQL's and failed. */
export const errorResponse = (fault: unknown, context: RequestContext, logger: Logger): Response => {
  const originalError = fault instanceof Error ? fault : new Error("the thrown value is not an Error");
  const error = new GraphQLError(originalError.message, { originalError });
  return jsonErrors({ errors: shownErrors([error], context, logger) });
};

/** As the caller may see them. Also stores their codes for the log. */
function shownErrors(errors: readonly GraphQLError[], context: RequestContext, logger: Logger): GraphQLError[] {
  const { requestId, deadline } = context;
  for (const error of errors) logUnavailable(error, logger, requestId);
  const shown = errors.map(
    (error) => publicError(error) ?? deadlineError(error, deadline) ?? internalError(error, logger, requestId),
  );
  context.codes = [...new Set(shown.map(({ extensions }) => String(extensions.code)))];
  return shown;
}

/** In the order of the document and its lists, errors without a position last; never in the order of reading. */
function byPosition(one: GraphQLError, other: GraphQLError): number {
  const positionOf = ({ positions }: GraphQLError) => positions?.[0] ?? Number.MAX_VALUE;
  if (positionOf(one) !== positionOf(other)) return positionOf(one) - positionOf(other);
  const keys = one.path ?? [];
  const index = keys.findIndex((key, depth) => key !== other.path?.[depth]);
  const key = keys[index] ?? "";
  const otherKey = other.path?.[index] ?? "";
  if (typeof key === "number" && typeof otherKey === "number") return key - otherKey;
  return String(key).localeCompare(String(otherKey), "en"); // one fragment below several aliases
}

/** The error in the form that the caller may see, or null for an internal error. */
function publicError(error: GraphQLError): GraphQLError | null {
  const cause = rootOf(error);
  if (cause instanceof KindredError) return withCode(error, cause.message, cause.code, cause.details);
  if (isUnstorableText(cause)) return withCode(error, "Text must not contain the character U+0000.", "BAD_ARGUMENT");
  if (!(cause instanceof GraphQLError)) return null;
  const code = codeOf(cause, error);
  return code && withCode(error, withoutHints(error.message), code);
}

/** An error after the deadline is caused by it, for example a closed connection or an incomplete body. */
const deadlineError = (error: GraphQLError, deadline: AbortSignal | undefined): GraphQLError | null =>
  deadline?.reason instanceof KindredError ? withCode(error, deadline.reason.message, deadline.reason.code) : null;

function rootOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : unwrapped(error);
}

/** Codes of graphql-js and Yoga -> our codes. */
const ourCodes: Readonly<Record<string, ErrorCode>> = {
  REQUEST_ENTITY_TOO_LARGE: "BODY_TOO_LARGE",
  OPERATION_RESOLUTION_FAILURE: "BAD_REQUEST",
};

/** Null for an error that was not meant for the caller. */
function codeOf({ extensions, nodes }: GraphQLError, { path }: GraphQLError): ErrorCode | null {
  const { code, http } = extensions as { code?: string; http?: { status?: number } };
  // graphql-js gives an error in an argument the argument's location. Without one, the error is in a returned value.
  if (code === undefined) return path && !nodes ? null : "BAD_ARGUMENT";
  if (http?.status === 405) return "METHOD_NOT_ALLOWED";
  const ourCode = ourCodes[code] ?? code;
  return Object.hasOwn(errorCodes, ourCode) ? (ourCode as ErrorCode) : null;
}

/** SQLSTATE of text and of JSON with a NUL character, which can only come from the caller. */
const nulCharacterStates: ReadonlySet<unknown> = new Set(["22021", "22P05"]);

const isUnstorableText = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && nulCharacterStates.has(cause.code);

function withCode(error: GraphQLError, message: string, code: ErrorCode, details: object = {}): GraphQLError {
  const { nodes, source, positions, path, extensions } = error;
  const yogaHeaders = (extensions.http as { headers?: object } | undefined)?.headers;
  const spec = documentErrorCodes.has(code);
  const http = { status: httpStatus[code] ?? 400, spec, headers: { ...yogaHeaders, ...headersOf(code, details) } };
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

/** An unreachable database is not an error of the program, but an operator must know. */
function logUnavailable(error: GraphQLError, logger: Logger, requestId: string): void {
  const root = rootOf(error);
  if (!(root instanceof KindredError) || root.code !== "UNAVAILABLE") return;
  logger.warn({ err: withoutValues(root.cause), requestId }, "the database could not be reached");
}

/** "Did you mean" names fields, types and values. The public schema is not secret, but hints are unnecessary. */
const withoutHints = (message: string) => message.replace(/ Did you mean .*\?$/s, "");

function internalError(error: GraphQLError, logger: Logger, requestId: string): GraphQLError {
  // Not the path: its aliases are the caller's text.
  const field = error.path && error.nodes?.map((node) => ("name" in node ? node.name?.value : null))[0];
  logger.error({ err: withoutValues(rootOf(error)), field, requestId }, "internal error");
  const message = `Internal error. Report it with the request id ${requestId}.`;
  const { nodes, path } = error;
  return withCode(new GraphQLError(message, { nodes, path }), message, "INTERNAL", { requestId });
}

/** For clients that accept none of our media types: the error is JSON anyway. */
function jsonErrors(result: unknown): Response {
  const { errors = [] } = result as ExecutionResult;
  const { status = 500, headers } = (errors[0]?.extensions.http ?? {}) as ResponseInit;
  const body = errors.map(({ message, extensions: { http: _, ...extensions } }) => ({ message, extensions }));
  return Response.json({ errors: body }, { status, headers });
}
