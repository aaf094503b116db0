// Ends an HTTP server in order: nobody new is let in, what was sent is answered, then the connections end.
import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";

/** Milliseconds for requests that were sent and not read yet, before connections that seem idle are closed. */
const lateRequests = 1_000;

/**
 * To be called before the server answers anything.
 * @returns what ends the server, cutting off whoever is not answered after so many milliseconds; resolves once no
 *   connection is left
 */
export function drainable(server: Server): (grace: number) => Promise<void> {
  const unanswered = new Set<ServerResponse>();
  let draining = false;
  const endAfter = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader("Connection", "close");
  };
  server.prependListener("request", (_request, response) => {
    unanswered.add(response);
    if (draining) endAfter(response);
    response.once("close", () => {
      unanswered.delete(response);
      // An answer that had begun before told its client that the connection stays.
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
  });
  return async (grace) => {
    draining = true;
    // Not http's own close, which ends connections whose request lies unread.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    for (const response of unanswered) endAfter(response);
    const idle = setTimeout(() => server.closeIdleConnections(), lateRequests);
    const late = setTimeout(() => server.closeAllConnections(), grace);
    await closed;
    clearTimeout(idle);
    clearTimeout(late);
    server.close(() => {}); // http's, for its own timer
  };
}
