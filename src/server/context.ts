// What the behaviours of the server keep of a request.
import type { YogaInitialContext } from "graphql-yoga";
import type { Viewer } from "../access/viewer.js";

export interface RequestContext {
  /** Who asks; there once the Authorization header is read. */
  viewer: Viewer;
  /** Names the request in the answer's headers, in errors and in the log. */
  requestId: string;
}

export type ServerContext = YogaInitialContext & RequestContext;
