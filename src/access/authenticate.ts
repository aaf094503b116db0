// Who asks, by the value of the Authorization header.
import type { Database } from "../database/database.js";
import { viewerOf } from "./keys.js";
import type { Viewer } from "./viewer.js";

/**
 * @param authorization the header's value; null where there is none: anyone
 * @throws KindredError UNAUTHENTICATED where there is one and it is not good: that is never the public view
 */
export type Authenticate = (authorization: string | null, now: Date) => Promise<Viewer>;

export function authenticator(database: Database): Authenticate {
  return (authorization, now) => viewerOf(database, authorization, now);
}
