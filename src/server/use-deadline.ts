// Once its time is over, whoever asked is gone, or it is answered, the work on a request stops: a field that fails may
// answer for the rest while others are still at work.
import type { Plugin } from "graphql-yoga";
import { currentRequest } from "../database/stoppable.js";
import { KindredError } from "../errors.js";
import type { RequestContext } from "./context.js";
import { refusal } from "./refusal.js";

const overdue = "It took too long and was stopped. Ask for less at once; what was to be done may have been done.";

/** @param timeout milliseconds */
export function useDeadline(timeout: number): Plugin<object, RequestContext> {
  return {
    onRequest({ request, serverContext, requestHandler, setRequestHandler }) {
      const work = new AbortController();
      serverContext.deadline = work.signal;
      const hangUp = () => work.abort(new KindredError("CANCELLED", "Whoever asked is gone."));

      setRequestHandler(async (...given) => {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<Response>((resolve) => {
          timer = setTimeout(() => {
            const told = serverContext.waitingFor ?? overdue;
            work.abort(new KindredError("TIMEOUT", told));
            resolve(refusal(serverContext, "TIMEOUT", told));
          }, timeout);
        });
        request.signal.addEventListener("abort", hangUp, { once: true });
        try {
          const answer = currentRequest.run(work.signal, () => requestHandler(...given));
          return await Promise.race([answer, late]);
        } finally {
          clearTimeout(timer);
          request.signal.removeEventListener("abort", hangUp);
          work.abort(new KindredError("CANCELLED", "The request is answered."));
        }
      });
    },
  };
}
