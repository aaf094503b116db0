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
      const work = new AbortController();
      serverContext.deadline = work.signal;
      const onClose = () => work.abort(new KindredError("CANCELLED", "The client closed the connection."));

      setRequestHandler(async (...args) => {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<Response>((resolve) => {
          timer = setTimeout(() => {
            const message = serverContext.waitingFor ?? overdue;
            work.abort(new KindredError("TIMEOUT", message));
            resolve(refusal(serverContext, "TIMEOUT", message));
          }, timeoutMs);
        });
        request.signal.addEventListener("abort", onClose, { once: true });
        try {
          const answer = currentRequest.run(work.signal, () => requestHandler(...args));
          return await Promise.race([answer, late]);
        } finally {
          clearTimeout(timer);
          request.signal.removeEventListener("abort", onClose);
          work.abort(complete);
        }
      });
    },
  };
}
