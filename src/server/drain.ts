// Shuts down an HTTP server gracefully: stops accepting connections, answers pending requests, closes connections.
import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";

/** Milliseconds to wait for requests sent but not yet read, before connections that seem idle are closed. */
const unreadRequestsMs = 1_000;

/**
 * Must be called before the server handles any request.
 * @returns a function that shuts the server down, closing all connections after `graceMs`; it resolves once no
 *   connection is left
 */
export function drainable(server: Server): (graceMs: number) => Promise<void> {
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
      // A response that had already begun has promised its client that the connection stays open.
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
  });
  return async (graceMs) => {
    draining = true;
    // Not http's own close, which closes connections with unread requests.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    for (const response of unanswered) endAfter(response);
    const idle = setTimeout(() => server.closeIdleConnections(), unreadRequestsMs);
    const late = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(idle);
    clearTimeout(late);
    server.close(() => {}); // stops http's own timer
  };
}
