// Every error that leaves has a code, and tells no more than its reader may know: no stack, no SQL, no hints at names.
import { type ExecutionResult, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import { KindredError, withoutValues } from "../errors.js";
import type { RequestContext } from "./context.js";

export function useErrorCodes(logger: Logger): Plugin<object, RequestContext> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      const { errors } = result as ExecutionResult;
      if (!errors?.length) return;
      const { requestId } = serverContext;
      const told = errors.map((error) => tellable(error) ?? fault(error, logger, requestId));
      setResult({ ...(result as ExecutionResult), errors: told });
    },
  };
}

/** The error as its reader may have it, or null where it is a fault of ours. */
function tellable(error: GraphQLError): GraphQLError | null {
  const cause = rootOf(error);
  if (cause instanceof KindredError) return recoded(error, cause.message, cause.code, cause.details);
  if (isUnstorableText(cause)) return recoded(error, "Text may not hold the character U+0000.", "BAD_ARGUMENT");
  if (!(cause instanceof GraphQLError)) return null;
  const code = error.extensions.code ?? "BAD_ARGUMENT";
  return recoded(error, withoutHints(error.message), code);
}

function rootOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error;
}

/** SQLSTATE of text with a NUL and of JSON with one: only whoever asks can have put it there. */
const unstorable: ReadonlySet<unknown> = new Set(["22021", "22P05"]);

const isUnstorableText = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && unstorable.has(cause.code);

function recoded(error: GraphQLError, message: string, code: unknown, details: object = {}): GraphQLError {
  const { nodes, source, positions, path, extensions } = error;
  // What is no GraphQL request at all has its status whatever the client accepts: not only as the specification has it.
  const http = extensions.code === "BAD_REQUEST" ? { ...(extensions.http as object), spec: false } : extensions.http;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: { ...details, code, ...(http === undefined ? {} : { http }) },
  });
}

/** "Did you mean" names fields, types and values; the public schema's are no secret, but they need not be told. */
const withoutHints = (message: string) => message.replace(/ Did you mean .*\?$/s, "");

function fault(error: GraphQLError, logger: Logger, requestId: string): GraphQLError {
  logger.error({ err: withoutValues(rootOf(error)), path: error.path, requestId }, "a fault while answering");
  const message = `A fault of ours. Report it with the request id ${requestId}.`;
  const http = error.path ? {} : { http: { status: 500 } };
  return recoded(
    new GraphQLError(message, { nodes: error.nodes, path: error.path, extensions: http }),
    message,
    "INTERNAL",
    {
      requestId,
    },
  );
}
