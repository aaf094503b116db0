// Context of a request, shared by the plugins of the server.
import type { IncomingMessage } from "node:http";
import type { YogaInitialContext } from "graphql-yoga";
import type { Viewer } from "../access/viewer.js";
import type { RateLimitState } from "./rate-limiter.js";

export interface RequestContext {
  /** The HTTP request; undefined if the request was made in this process. */
  readonly req?: IncomingMessage;
  /** Identifies the request in response headers, errors and the log. */
  requestId: string;
  /** Aborts at the time limit or when the client closes the connection; its reason is a KindredError. */
  deadline: AbortSignal;
  /** Message for the caller about what the request is waiting for; null if it is not waiting. */
  waitingFor?: string | null;
  /** Set once the Authorization header has been read. */
  viewer: Viewer;
  /** Cost of the document, from the document and its variables only. Set before execution. */
  cost?: Cost;
  /** What the caller has left of its rate limit. Set once the request has counted. */
  rateLimit?: RateLimitState;
  /** Codes of the errors in the response. */
  codes?: readonly string[];
}

export interface Cost {
  readonly requested: number;
  /** Maximum cost of one document for this viewer. */
  readonly limit: number;
}

export type ServerContext = YogaInitialContext & RequestContext;
