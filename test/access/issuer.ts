// A token issuer for tests: it publishes its keys on this machine and signs any claims.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from "jose";
import type { TokenIssuer } from "../../src/config.js";

export const issuer = "https://login.example";
export const audience = "https://kindred.example";

/** The time of the tests, in seconds since 1970. */
export const now = 1_780_000_000;

/** Claims of a valid token, with `changes` applied; undefined removes a claim. */
export const claims = (changes: Record<string, unknown> = {}) => ({
  iss: issuer,
  aud: audience,
  sub: "somebody",
  iat: now - 10,
  exp: now + 600,
  kindred_role: "ANALYST",
  ...changes,
});

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function signingKey(kid: string, alg = "RS256"): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid } };
}

export const sign = (
  { kid, alg, privateKey }: SigningKey,
  payload: Record<string, unknown>,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> => new SignJWT(payload).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);

export interface Issuer {
  readonly config: TokenIssuer;
  /** Sets the keys that it publishes, or the HTTP status that it answers with instead. */
  publish(keys: readonly SigningKey[] | number): void;
  /** How often its keys were fetched. */
  fetches(): number;
  close(): void;
}

export async function startIssuer(keys: readonly SigningKey[]): Promise<Issuer> {
  let published: readonly SigningKey[] | number = keys;
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches += 1;
    const jwks = typeof published === "number" ? [] : published.map(({ publicJwk }) => publicJwk);
    response.writeHead(typeof published === "number" ? published : 200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ keys: jwks }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return {
    config: { issuer, audience, jwks: address, algorithms: ["RS256", "ES256"] },
    publish: (next) => {
      published = next;
    },
    fetches: () => fetches,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
