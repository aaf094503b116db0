// Tokens (JWTs) of the configured issuer: checks a token and returns the viewer that it identifies.
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
import { anyOf, build } from "../database/query-builder.js";
import { refuse } from "../errors.js";
import { subjectsOf } from "./bearer.js";
import { type Claims, hasDuplicateMembers, readClaims } from "./claims.js";
import { selectClientsWithGrants, toViewer } from "./client-row.js";
import { ofstedMentions } from "./ofsted.js";
import { identityField, leastPrivileged } from "./roles.js";
import { anonymous, type Viewer } from "./viewer.js";

/** Seconds by which the issuer's clock may differ from this machine's. */
const clockTolerance = 30;
/** Seconds for which a token is accepted after it was issued, even if it expires later. */
const maxTokenAge = 24 * 60 * 60;
/** Milliseconds. Keys are fetched again after `cacheMaxAge`, or for an unknown key after `cooldownDuration`. */
const jwksTimes = { timeoutDuration: 5_000, cooldownDuration: 30_000, cacheMaxAge: 600_000 };

/**
 * @param times for tests: how often the issuer's keys are fetched
 * @param logger gets a line for a token that a person should check
 * @returns a function that returns a token's viewer, or null if the token is not valid. It throws an Error if the
 * issuer's keys could not be fetched, since the token cannot be checked then
 * @throws KindredError BAD_ARGUMENT if an address of the issuer is not secure
 */
export function tokenReader(
  database: Sql,
  { issuer, audience, jwks, algorithms }: TokenIssuer,
  times: Partial<typeof jwksTimes> = {},
  logger?: Pick<Logger, "warn">,
): (token: string, now: Date) => Promise<Viewer | null> {
  // Over plain http an attacker could serve other keys and forge any token.
  for (const [name, address] of Object.entries({ KINDRED_JWT_JWKS: jwks, KINDRED_JWT_ISSUER: issuer })) {
    if (isSecureAddress(address)) continue;
    refuse(`${name} must be an https address, or http on this machine itself.`);
  }
  const keys = withFetchErrors(createRemoteJWKSet(new URL(jwks), { ...jwksTimes, ...times }));
  const warn = ofstedWarner(logger);
  return async (token, now) => {
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance,
      maxTokenAge,
      requiredClaims: ["exp", "iat"],
      currentDate: now,
    }).catch((error: unknown) => {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    });
    if (!verified || !isAccessToken(verified) || hasDuplicateMembers(payloadOf(token), verified.payload)) return null;
    const [subjects, claims] = [subjectsOf(verified.payload), readClaims(verified.payload)];
    const viewer = subjects && claims && (await viewerOf(database, subjects, claims, issuer));
    if (viewer) warn(viewer, verified.payload);
    return viewer;
  };
}

/** Bearers remembered, so that the log names each only once. */
const maxWarnedBearers = 1_000;

/** Logs tokens that mention Ofsted but do not identify the bearer as Ofsted: the claims' names, not their values. */
function ofstedWarner(logger: Pick<Logger, "warn"> | undefined): (viewer: Viewer, payload: JWTPayload) => void {
  const warned = new Set<string>();
  return (viewer, payload) => {
    const bearer = String(payload.sub ?? payload.client_id);
    const { isOfsted, elsewhere } = ofstedMentions(payload);
    if (!logger || isOfsted || elsewhere.length === 0 || warned.has(bearer)) return;
    if (warned.size >= maxWarnedBearers) warned.clear();
    warned.add(bearer);
    const claims = elsewhere.slice(0, 5).map((claim) => claim.slice(0, 100));
    logger.warn(
      { client: viewer.name, clientId: viewer.clientId, claims },
      "a token mentions Ofsted but does not identify its bearer as Ofsted: check who the bearer is",
    );
  };
}

/** Turns a failure to fetch the keys into an Error, so that it is not mistaken for an invalid token. */
function withFetchErrors(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      throw new Error("The token issuer's keys could not be fetched: check KINDRED_JWT_JWKS.", { cause });
    }
  };
}

const payloadOf = (token: string): string => new TextDecoder().decode(base64url.decode(token.split(".")[1] ?? ""));

/** Rejects identity, refresh and logout tokens of the same issuer, where the issuer marks them. */
function isAccessToken({ protectedHeader, payload }: JWTVerifyResult): boolean {
  const { typ = "JWT" } = protectedHeader;
  const type = typeof typ === "string" && typ.toLowerCase().replace(/^application\//, "");
  const cognitoUse = payload.token_use ?? "access";
  const keycloakType = payload.typ ?? "Bearer";
  return (type === "jwt" || type === "at+jwt") && cognitoUse === "access" && keycloakType === "Bearer";
}

/**
 * The registered client with one of the subjects and the lesser of its role and the token's; else the viewer of the
 * claims.
 * @returns null if two clients are named, or the claims contradict the client
 */
async function viewerOf(
  database: Sql,
  subjects: readonly string[],
  { role, identity }: Claims,
  issuer: string,
): Promise<Viewer | null> {
  const [row, another] = await selectClientsWithGrants(build(database))
    .select("client.revokedAt")
    .where("client.subject", "=", anyOf(subjects))
    .execute();
  if (another) return null;
  if (!row) {
    // An unregistered bearer cannot be revoked, so the issuer alone cannot make one the department.
    if (role === null || role === "DEPARTMENT") return null;
    return { ...anonymous, ...identity, role, name: `${issuer} ${subjects[0]}` };
  }
  if (row.revokedAt) return null;
  const client = toViewer(row);
  const effective = leastPrivileged(role ? [row.role, role] : [row.role]);
  if (effective === row.role) {
    const field = identityField[effective];
    const contradicts = field && identity[field] !== null && identity[field] !== client[field];
    return contradicts ? null : client;
  }
  // A token alone cannot give a client the identity of a school, trust or authority.
  if (!effective || identityField[effective]) return null;
  // Grants are dropped: they were made for the client's own role and could reach further in another.
  return { ...anonymous, role: effective, clientId: client.clientId, name: client.name };
}
