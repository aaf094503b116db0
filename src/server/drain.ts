// Ends an HTTP server in order: nobody new is let in, what is being answered is answered, then the connections end.
import type { Server, ServerResponse } from "node:http";

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
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const response of unanswered) endAfter(response);
    const timer = setTimeout(() => server.closeAllConnections(), grace);
    await closed;
    clearTimeout(timer);
  };
}
