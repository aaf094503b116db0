// An error response to a request that is rejected before GraphQL handles it. Its code is in the table, like all others.
import { type ErrorCode, httpStatus } from "../errors.js";
import type { RequestContext } from "./context.js";

/** Also stores the code for the log. */
export function refusal(context: RequestContext, code: ErrorCode, message: string): Response {
  context.codes = [code];
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status: httpStatus[code] ?? 400 });
}
