// Stops the work on a request at the time limit, when the client closes the connection, or after the response. A field
// that fails can end the response while other fields are still being resolved.
import type { Plugin } from "graphql-yoga";
import { currentRequest } from "../database/stoppable.js";
import { KindredError } from "../errors.js";
import type { RequestContext } from "./context.js";
import { refusal } from "./refusal.js";

/** One for all requests: an error costs more than the rest of ending a request, and hardly ever is anything left to stop. */
const complete = new KindredError("CANCELLED", "The request is complete.");
const overdue = "The request took too long and was stopped. Request less at once. A mutation may have been completed.";

export function useDeadline(timeoutMs: number): Plugin<object, RequestContext> {
  return {
    onRequest({ request, serverContext, requestHandler, setRequestHandler }) {
      setRequestHandler((...args) =>
        beforeDeadline(request, serverContext, timeoutMs, async () => requestHandler(...args)),
      );
    },
  };
}

/** Sets the deadline of the request, and answers it unless that takes too long. */
export async function beforeDeadline(
  request: Request,
  context: RequestContext,
  timeoutMs: number,
  answer: () => Promise<Response>,
): Promise<Response> {
  const work = new AbortController();
  context.deadline = work.signal;
  const onClose = () => work.abort(new KindredError("CANCELLED", "The client closed the connection."));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Response>((resolve) => {
    timer = setTimeout(() => {
      const message = context.waitingFor ?? overdue;
      work.abort(new KindredError("TIMEOUT", message));
      resolve(refusal(context, "TIMEOUT", message));
    }, timeoutMs);
  });
  request.signal.addEventListener("abort", onClose, { once: true });
  try {
    return await Promise.race([currentRequest.run(work.signal, answer), late]);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", onClose);
    work.abort(complete);
  }
}
