// Whom a token names: the system that got it for itself (OAuth2 client credentials), or else the person in `sub`.
import { z } from "zod";
import { printableText } from "./printable-text.js";

const name = printableText(255);
const claims = z.object({ sub: name.optional(), client_id: name.nullish(), azp: name.nullish() });

/** Before a system's name in the subject of its client. */
const systemPrefix = "client:";

/** Claims of a token for which a person signed in. */
const signInClaims = ["auth_time", "amr", "nonce", "sid"];

/** What issuers write only into tokens that a client got for itself: Auth0, Entra ID. */
const saysOwn = ({ gty, idtyp }: Readonly<Record<string, unknown>>): boolean =>
  gty === "client-credentials" || idtyp === "app";

/**
 * The subjects of the client that the bearer may be, of which at most one can be registered; the first names the bearer.
 *
 * `client_id` (RFC 9068) and `azp` both name the system that asked for the token. It is the bearer only if the token says
 * that no person is: `sub` is the system too or, with `client_id`, missing, or the issuer says so. Otherwise a person's
 * token would act as the system through which the person signed in.
 * @returns null if the token names two systems, nobody, or a person by the name of a system
 */
export function subjectsOf(payload: Readonly<Record<string, unknown>>): readonly string[] | null {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) return null;
  const { sub, client_id: clientId, azp } = parsed.data;
  const system = clientId ?? azp ?? null;
  if (sub?.startsWith(systemPrefix) || (clientId != null && azp != null && clientId !== azp)) return null;
  const isOwn = sub === undefined ? clientId != null : sub === system || saysOwn(payload);
  if (system === null || !isOwn) return sub === undefined ? null : [sub];
  if (signInClaims.some((claim) => claim in payload)) return null;
  return [systemPrefix + system, ...(sub === undefined ? [] : [sub])];
}
