// Who asks, by the value of the Authorization header: an API key, or a token of the configured issuer.
import type { Logger } from "pino";
import type { TokenIssuer } from "../config.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { isKey, viewerOfKey } from "./key.js";
import { tokenReader } from "./tokens.js";
import { anonymous, type Viewer } from "./viewer.js";

/**
 * @param authorization the header's value; null where there is none: anyone
 * @throws KindredError UNAUTHENTICATED where there is one and it is not good: that is never the public view
 * @throws Error where it cannot be told whether it is good: a fault, of the database or the issuer
 */
export type Authenticate = (authorization: string | null, now: Date) => Promise<Viewer>;

/** One text for every cause, so that it tells nobody how near they came. */
const refused = () =>
  new KindredError(
    "UNAUTHENTICATED",
    "The Authorization header is not 'Bearer' with one key or token that is known, current and not revoked. Without the header you are answered as anyone is.",
  );

/** RFC 6750: one credential, and the scheme in any case. */
const bearer = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * @param tokenIssuer null: keys alone
 * @param logger gets a line of a token whose bearer a person should check
 */
export function authenticator(
  database: Database,
  tokenIssuer: TokenIssuer | null = null,
  logger?: Pick<Logger, "warn">,
): Authenticate {
  const viewerOfToken = tokenIssuer && tokenReader(database, tokenIssuer, {}, logger);
  return async (authorization, now) => {
    if (authorization === null) return anonymous;
    const credential = bearer.exec(authorization)?.[1];
    if (!credential) throw refused();
    const viewer = isKey(credential)
      ? await viewerOfKey(database, credential, now)
      : await viewerOfToken?.(credential, now);
    if (!viewer) throw refused();
    return viewer;
  };
}
