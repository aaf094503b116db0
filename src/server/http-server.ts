// The HTTP server: closes slow and idle connections, and rejects invalid addresses before anything parses them.
import { createServer, type RequestListener, type Server } from "node:http";
import { httpStatus } from "../errors.js";

/** Milliseconds. */
const headersTimeout = 10_000;
const keepAliveTimeout = 5_000;
const connectionsCheckingInterval = 5_000;

const maxHeaderSize = 16 * 1024;

/** @param timeoutMs time limit for the work of a request; sending the request can take as long again */
export function httpServer(listener: RequestListener, timeoutMs: number): Server {
  const options = {
    requestTimeout: Math.max(timeoutMs, headersTimeout),
    headersTimeout,
    keepAliveTimeout,
    connectionsCheckingInterval,
    maxHeaderSize,
    joinDuplicateHeaders: true, // keeps a second Authorization header, so that two credentials are rejected
  };
  const server = createServer(options, (request, response) => {
    if (isValidAddress(request.url, request.headers.host)) return listener(request, response);
    response.writeHead(httpStatus.BAD_REQUEST ?? 400, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
    });
    response.end(
      JSON.stringify({ errors: [{ message: "The address is invalid.", extensions: { code: "BAD_REQUEST" } }] }),
    );
  });
  server.setTimeout(timeoutMs + headersTimeout); // idle time, for clients that do not read the response
  return server;
}

/** Whether it is a path on this server, and not another server's address, `*` or an invalid URL. */
const isValidAddress = (path: string | undefined, host = "localhost"): boolean =>
  path?.startsWith("/") === true && /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}${path}`);
