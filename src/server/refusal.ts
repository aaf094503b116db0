// An answer that is given before there is a GraphQL request to answer; as every other, it has a code of the table.
import { type ErrorCode, httpStatus } from "../errors.js";
import type { RequestContext } from "./context.js";

/** Notes the code for the log. */
export function refusal(context: RequestContext, code: ErrorCode, message: string): Response {
  context.codes = [code];
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status: httpStatus[code] ?? 400 });
}
