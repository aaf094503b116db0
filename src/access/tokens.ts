// Tokens (JWTs) of the configured issuer: whether one is good, and whom it makes of its bearer.
import {
  base64url,
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyResult,
  jwtVerify,
} from "jose";
import type { Logger } from "pino";
import { isSecureAddress, type TokenIssuer } from "../config.js";
import type { Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import { type Claims, readClaims, saysTwice } from "./claims.js";
import { asViewer, type ClientRow, clientColumns } from "./client-row.js";
import { ofstedMentions } from "./ofsted.js";
import { identityOf, poorest } from "./roles.js";
import { anonymous, type Viewer } from "./viewer.js";

/** Seconds by which the issuer's clock and ours may differ. */
const clockTolerance = 30;
/** Seconds for which a token is taken at most, whenever it says that it expires. */
const maxTokenAge = 24 * 60 * 60;
/** Milliseconds. Keys are asked for anew after `cacheMaxAge`, and for an unknown one, but not within `cooldownDuration` of the last time. */
const keyTimes = { timeoutDuration: 5_000, cooldownDuration: 30_000, cacheMaxAge: 600_000 };

/**
 * @param times for tests: how often the issuer's keys are asked for
 * @param logger gets a line of a bearer whom a person should check
 * @returns who bears a token; null where it is not good
 * @throws KindredError BAD_ARGUMENT where anybody could answer for the issuer
 * @throws Error of what is returned, where the issuer's keys cannot be had: nobody can tell whether it is good
 */
export function tokenReader(
  database: Sql,
  { issuer, audience, jwks, algorithms }: TokenIssuer,
  times: Partial<typeof keyTimes> = {},
  logger?: Pick<Logger, "warn">,
): (token: string, now: Date) => Promise<Viewer | null> {
  // Whoever stands between could answer with keys of their own, and be anybody.
  for (const [name, address] of Object.entries({ KINDRED_JWT_JWKS: jwks, KINDRED_JWT_ISSUER: issuer })) {
    if (isSecureAddress(address)) continue;
    throw new KindredError("BAD_ARGUMENT", `${name} must be an https address, or http on this machine itself.`);
  }
  const keys = faultsApart(createRemoteJWKSet(new URL(jwks), { ...keyTimes, ...times }));
  const tell = mentionsTold(logger);
  return async (token, now) => {
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance,
      maxTokenAge,
      requiredClaims: ["exp", "iat", "sub"],
      currentDate: now,
    }).catch((error: unknown) => {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    });
    if (!verified || !isAccessToken(verified) || saysTwice(payloadOf(token), verified.payload)) return null;
    const claims = readClaims(verified.payload);
    const viewer = claims && (await viewerOf(database, claims, issuer));
    if (viewer) tell(viewer, verified.payload);
    return viewer;
  };
}

/** Bearers that are told of, so that a log has each once. */
const bearersTold = 1_000;

/** Logs whose token speaks of Ofsted without saying that its bearer is Ofsted's, and in which claims; not what it says. */
function mentionsTold(logger: Pick<Logger, "warn"> | undefined): (viewer: Viewer, payload: JWTPayload) => void {
  const told = new Set<string>();
  return (viewer, payload) => {
    const bearer = String(payload.sub);
    const { isOfsted, elsewhere } = ofstedMentions(payload);
    if (!logger || isOfsted || elsewhere.length === 0 || told.has(bearer)) return;
    if (told.size >= bearersTold) told.clear();
    told.add(bearer);
    const claims = elsewhere.slice(0, 5).map((claim) => claim.slice(0, 100));
    logger.warn(
      { client: viewer.name, clientId: viewer.clientId, claims },
      "a token speaks of Ofsted, but does not say that its bearer is Ofsted's: check whose it is",
    );
  };
}

/** An issuer that cannot be asked, or answers nonsense, says nothing of the token: that must not look like a bad one. */
function faultsApart(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      throw new Error("The token issuer's keys cannot be had: see KINDRED_JWT_JWKS.", { cause });
    }
  };
}

const payloadOf = (token: string): string => new TextDecoder().decode(base64url.decode(token.split(".")[1] ?? ""));

/** Not an identity, refresh or logout token of the same issuer, as far as issuers mark theirs. */
function isAccessToken({ protectedHeader, payload }: JWTVerifyResult): boolean {
  const { typ = "JWT" } = protectedHeader;
  const type = typeof typ === "string" && typ.toLowerCase().replace(/^application\//, "");
  const mark = payload.token_use ?? "access"; // Cognito's
  const kind = payload.typ ?? "Bearer"; // Keycloak's
  return (type === "jwt" || type === "at+jwt") && mark === "access" && kind === "Bearer";
}

/** The registered client with that subject, no richer than the token says; or, where there is none, whom the token names. */
async function viewerOf(database: Sql, { subject, role, identity }: Claims, issuer: string): Promise<Viewer | null> {
  const [row] = await database.query<ClientRow & { revoked: boolean }>(
    `SELECT ${clientColumns}, client.revoked_at IS NOT NULL AS revoked FROM client WHERE subject = $1`,
    [subject],
  );
  if (!row) {
    // Nobody could revoke it: so the issuer alone makes nobody the department.
    if (role === null || role === "DEPARTMENT") return null;
    return { ...anonymous, ...identity, role, name: `${issuer} ${subject}` };
  }
  if (row.revoked) return null;
  const client = asViewer(row);
  const held = poorest(role ? [row.role, role] : [row.role]);
  if (held === row.role) {
    const needs = identityOf[held];
    const contradicts = needs && identity[needs] !== null && identity[needs] !== client[needs];
    return contradicts ? null : client;
  }
  // A school's, trust's or authority's identity is the client's own or none: a token alone does not widen a client to it.
  if (!held || identityOf[held]) return null;
  // Nor does it hold grants: those were given within the client's own role, and in another they might reach further.
  return { ...anonymous, role: held, clientId: client.clientId, name: client.name };
}
