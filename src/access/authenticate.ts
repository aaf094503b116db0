// The viewer for an Authorization header: an API key, or a token of the configured issuer.
import type { Logger } from "pino";
import type { TokenIssuer } from "../config.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { isKey, viewerOfKey } from "./key.js";
import { tokenReader } from "./tokens.js";
import { anonymous, type Viewer } from "./viewer.js";

/**
 * @param authorization the header's value; null, if there is no header, gives the anonymous viewer
 * @throws KindredError UNAUTHENTICATED if the header is not valid; it never falls back to the public view
 * @throws Error if the header could not be checked, because the database or the issuer failed
 */
export type Authenticate = (authorization: string | null, now: Date) => Promise<Viewer>;

/** The same message for every cause, so that it gives an attacker no hint. */
const invalidCredential = () =>
  new KindredError(
    "UNAUTHENTICATED",
    "The Authorization header must be 'Bearer' and one key or token that is valid, not expired and not revoked. " +
      "Without the header you get the public view.",
  );

/** RFC 6750: one credential; the scheme is case-insensitive. */
const bearer = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * @param tokenIssuer null: only keys are accepted
 * @param logger gets a line for a token that a person should check
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
    if (!credential) throw invalidCredential();
    const viewer = isKey(credential)
      ? await viewerOfKey(database, credential, now)
      : await viewerOfToken?.(credential, now);
    if (!viewer) throw invalidCredential();
    return viewer;
  };
}
