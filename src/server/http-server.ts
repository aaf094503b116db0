// The listening side: slow senders and idle connections end, and what is no address is refused before it is read as one.
import { createServer, type RequestListener, type Server } from "node:http";
import { httpStatus } from "../errors.js";

/** Milliseconds. */
const headersTimeout = 10_000;
const keepAliveTimeout = 5_000;
const checkEvery = 5_000;

const maxHeaderSize = 16 * 1024;

/** @param timeout milliseconds of work that a request may take; sending it may take as long again */
export function httpServer(answer: RequestListener, timeout: number): Server {
  const options = {
    requestTimeout: Math.max(timeout, headersTimeout),
    headersTimeout,
    keepAliveTimeout,
    connectionsCheckingInterval: checkEvery,
    maxHeaderSize,
    joinDuplicateHeaders: true, // else the second Authorization is dropped: two credentials are refused, not one chosen
  };
  const server = createServer(options, (request, response) => {
    if (isAddress(request.url, request.headers.host)) return answer(request, response);
    response.writeHead(httpStatus.BAD_REQUEST ?? 400, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
    });
    response.end(JSON.stringify({ errors: [{ message: "That is no address.", extensions: { code: "BAD_REQUEST" } }] }));
  });
  server.setTimeout(timeout + headersTimeout); // of silence: a reader who does not read
  return server;
}

/** Whether it is a path of this server, and not the address of another, `*`, or what no URL can hold. */
const isAddress = (path: string | undefined, host = "localhost"): boolean =>
  path?.startsWith("/") === true && /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}${path}`);
