// What the behaviours of the server keep of a request.
import type { IncomingMessage } from "node:http";
import type { YogaInitialContext } from "graphql-yoga";
import type { Viewer } from "../access/viewer.js";

export interface RequestContext {
  /** The request as it came over the network; none where it is asked in this process. */
  readonly req?: IncomingMessage;
  /** Names the request in the answer's headers, in errors and in the log. */
  requestId: string;
  /** Aborts when the request's time is over or whoever asked is gone; its reason is a KindredError. */
  deadline: AbortSignal;
  /** What the request waits for others to do, in words for the person who asked; null while it waits for nobody. */
  waitingFor?: string | null;
  /** Who asks; there once the Authorization header is read. */
  viewer: Viewer;
  /** What the document costs, from it and its variables alone; there once it is about to be executed. */
  cost?: Cost;
  /** Codes of the errors in the answer. */
  codes?: readonly string[];
}

export interface Cost {
  readonly requested: number;
  /** The most that this viewer may ask for at once. */
  readonly limit: number;
}

export type ServerContext = YogaInitialContext & RequestContext;
