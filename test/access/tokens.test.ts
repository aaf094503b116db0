// Which tokens are valid, and ways to forge one.
import { createHmac } from "node:crypto";
import { base64url, CompactEncrypt, CompactSign, exportSPKI, importJWK } from "jose";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { tokenReader } from "../../src/access/tokens.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { createServer, type KindredServer } from "../../src/server/create-server.js";
import { buildCountry } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import {
  audience,
  claims,
  type Issuer,
  issuer,
  now,
  type SigningKey,
  sign,
  signingKey,
  startIssuer,
} from "./issuer.js";

let database: Database;
let trusted: Issuer;
let rsa: SigningKey;
let elliptic: SigningKey;
let strangers: SigningKey;
let server: KindredServer;
const log: string[] = [];

beforeAll(async () => {
  [rsa, elliptic, strangers] = await Promise.all([
    signingKey("one"),
    signingKey("two", "ES256"),
    signingKey("stranger"),
  ]);
  [database, trusted] = await Promise.all([testDatabase(), startIssuer([rsa, elliptic])]);
  await buildCountry(database);
  const authenticate = authenticator(database, trusted.config);
  const config = readConfig({});
  server = createServer({
    serving: servingOn(database),
    authenticate: (authorization) => authenticate(authorization, new Date(now * 1000)),
    strategies: new Map(),
    config: { ...config, surface: { ...config.surface, requestsPerMinute: 1e9 } },
    logger: pino({}, { write: (line: string) => log.push(line) }),
  });
});
afterAll(async () => {
  trusted.close();
  await database.close();
});

async function ask(authorization: string): Promise<{ status: number; text: string }> {
  const body = JSON.stringify({ query: "{ viewer { role name } schools(first: 1) { totalCount } }" });
  const headers = { "Content-Type": "application/json", Authorization: authorization };
  const response = await server.fetch(new Request("http://localhost/graphql", { method: "POST", headers, body }));
  return { status: response.status, text: await response.text() };
}

const encoded = (value: object) => base64url.encode(JSON.stringify(value));
const [header, payload, signature] = [0, 1, 2] as const;
const part = (token: string, at: number) => token.split(".")[at] as string;
const good = () => sign(rsa, claims());
const signed = (changes: Record<string, unknown>) => () => sign(rsa, claims(changes));
const signedBy = (key: SigningKey, kid: string, more: object = {}) => sign(key, claims(), { kid, ...more });

/** Signs a payload that no serialiser would write. */
const signedText = (text: string) =>
  new CompactSign(new TextEncoder().encode(text)).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(rsa.privateKey);
const inside = (value: object) => JSON.stringify(value).slice(1, -1);

/** Signs with the public key as if it were a shared secret. */
async function signedWithPublicKey(secret: string): Promise<string> {
  const text = `${encoded({ alg: "HS256", kid: "one" })}.${encoded(claims())}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}
const publicPem = async () => exportSPKI((await importJWK(rsa.publicJwk, "RS256", { extractable: true })) as CryptoKey);

const forgeries: Record<string, () => Promise<string>> = {
  "no algorithm": async () => `${encoded({ alg: "none" })}.${encoded(claims())}.`,
  "no algorithm, and the signature of another token": async () =>
    `${encoded({ alg: "none", kid: "one" })}.${encoded(claims())}.${part(await good(), signature)}`,
  "the public key as a shared secret, as PEM": async () => signedWithPublicKey(await publicPem()),
  "the public key as a shared secret, as a JWK": () => signedWithPublicKey(JSON.stringify(rsa.publicJwk)),
  "another's key under the name of ours": () => signedBy(strangers, "one"),
  "another's key under its own name": () => signedBy(strangers, "stranger"),
  "another's key that the token itself brings": () => signedBy(strangers, "one", { jwk: strangers.publicJwk }),
  "another's key at an address that the token names": () =>
    signedBy(strangers, "stranger", { jku: "https://elsewhere.example/keys", x5u: "https://elsewhere.example/keys" }),
  "one of our keys under the name of the other": () => signedBy(elliptic, "one", { alg: "ES256" }),
  "a signature stripped": async () => `${(await good()).split(".").slice(0, 2).join(".")}.`,
  "two parts alone": async () => (await good()).split(".").slice(0, 2).join("."),
  "a signature changed": async () => {
    const token = await good();
    const bytes = base64url.decode(part(token, signature));
    bytes[0]! ^= 1;
    return `${part(token, header)}.${part(token, payload)}.${base64url.encode(bytes)}`;
  },
  "claims changed after signing": async () => {
    const token = await good();
    return `${part(token, header)}.${encoded(claims({ kindred_role: "DEPARTMENT" }))}.${part(token, signature)}`;
  },
  "a header changed after signing": async () => {
    const token = await good();
    return `${encoded({ alg: "RS256", kid: "one", typ: "JWT" })}.${part(token, payload)}.${part(token, signature)}`;
  },
  "an algorithm that is not allowed": async () => {
    const key = await importJWKPrivate(rsa, "PS256");
    return sign({ ...rsa, privateKey: key, alg: "PS256" }, claims());
  },
  "an extension that must be understood": async () => {
    const critical = { alg: "RS256", kid: "one", crit: ["urgent"], urgent: true };
    const signing = new CompactSign(new TextEncoder().encode(JSON.stringify(claims())));
    return signing.setProtectedHeader(critical).sign(rsa.privateKey, { crit: { urgent: true } });
  },
  "an encrypted token": async () => {
    const key = await importJWK({ ...rsa.publicJwk, alg: "RSA-OAEP-256" }, "RSA-OAEP-256");
    const text = new TextEncoder().encode(JSON.stringify(claims()));
    return new CompactEncrypt(text)
      .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", kid: "one" })
      .encrypt(key);
  },
  "a token within a token": async () => {
    const signing = new CompactSign(new TextEncoder().encode(await good()));
    return signing.setProtectedHeader({ alg: "RS256", kid: "one", cty: "JWT" }).sign(rsa.privateKey);
  },
  "claims that are not an object": async () => {
    const signing = new CompactSign(new TextEncoder().encode(JSON.stringify([claims()])));
    return signing.setProtectedHeader({ alg: "RS256", kid: "one" }).sign(rsa.privateKey);
  },
  "a role named twice": () =>
    signedText(`{ ${inside(claims({ kindred_role: "OFSTED" }))}, "kindred_role" : "ANALYST" }`),
  "a role named twice, once in other letters": () =>
    signedText(`{ ${inside(claims({ kindred_role: "OFSTED" }))}, "kindred_r\\u006fle": "ANALYST" }`),
  "a role named twice within a claim": () =>
    signedText(`{ ${inside(claims())}, "realm_access": { "roles": "ofsted", "roles": [] } }`),
  "an expired token": signed({ exp: now - 31 }),
  "a token that is not valid yet": signed({ nbf: now + 31 }),
  "a token that never expires": signed({ exp: undefined }),
  "an expiry in words": signed({ exp: String(now + 600) }),
  "a token of more than a day ago": signed({ iat: now - 86_431 }),
  "a token of the future": signed({ iat: now + 31 }),
  "a token without its time of issue": signed({ iat: undefined }),
  "another issuer": signed({ iss: "https://elsewhere.example" }),
  "an issuer that begins as ours": signed({ iss: `${issuer}.elsewhere.example` }),
  "no issuer": signed({ iss: undefined }),
  "another audience": signed({ aud: "https://elsewhere.example" }),
  "audiences without ours": signed({ aud: ["https://elsewhere.example", `${audience}/`] }),
  "no audience": signed({ aud: undefined }),
  "no subject": signed({ sub: undefined }),
  "a list of subjects": signed({ sub: ["somebody", "else"] }),
  "a subject with a NUL character": signed({ sub: "some\0body" }),
  "a type that is not text": () => sign(rsa, claims(), { typ: { toString: 1 } as never }),
  "an identity token, by its header": () => sign(rsa, claims(), { typ: "id+jwt" }),
  "a logout token, by its header": () => sign(rsa, claims(), { typ: "logout+jwt" }),
  "an identity token, by Keycloak's mark": signed({ typ: "ID" }),
  "an identity token, by Cognito's mark": signed({ token_use: "id" }),
  "the role ANONYMOUS": signed({ kindred_role: "ANONYMOUS" }),
  "two tokens": async () => `${await good()}, Bearer ${await good()}`,
  "two tokens with a space": async () => `${await good()} ${await good()}`,
  "a token as a key": async () => `kindred_${await good()}`,
};

const importJWKPrivate = async ({ privateKey }: SigningKey, alg: string) => {
  const { exportJWK } = await import("jose");
  return (await importJWK({ ...(await exportJWK(privateKey)), alg }, alg)) as CryptoKey;
};

describe("a forgery", () => {
  it.each(Object.entries(forgeries))("by %s is rejected with the same message as any other", async (_how, forge) => {
    const unknown = await ask("Bearer nonsense");
    expect(unknown.status).toBe(401);
    expect(JSON.parse(unknown.text).errors[0].extensions.code).toBe("UNAUTHENTICATED");
    expect(await ask(`Bearer ${await forge()}`)).toEqual(unknown);
  });

  it("fails where a valid token is accepted, also at the limits of its time", async () => {
    const edges = [
      {},
      { exp: now - 29 },
      { nbf: now + 29 },
      { iat: now + 29 },
      { iat: now - 86_400 },
      { aud: ["https://elsewhere.example", audience] },
      { typ: "Bearer", token_use: "access" },
    ];
    for (const changes of edges) {
      const { status, text } = await ask(`bearer  ${await sign(rsa, claims(changes), { typ: "at+jwt" })}`);
      expect([status, JSON.parse(text).data.viewer.role]).toEqual([200, "ANALYST"]);
    }
    expect((await ask(`Bearer ${await sign(elliptic, claims())}`)).status).toBe(200);
    const oddly = `{\n ${inside(claims())}, "name" : "a \\"b\\": {\\\\", "more": [{"a": "x:"}, {"a": 1}], "1": "a", "": 2 }`;
    expect((await ask(`Bearer ${await signedText(oddly)}`)).status).toBe(200);
    expect(log.join()).not.toContain("eyJ");
  });

  it("is any token if no issuer is configured", async () => {
    const viewer = authenticator(database)(`Bearer ${await good()}`, new Date(now * 1000));
    await expect(viewer).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("the issuer's keys", () => {
  const at = new Date(now * 1000);

  it("are fetched once, and again when a token names an unknown key", async () => {
    const [before, after] = [await signingKey("before"), await signingKey("after")];
    const rotating = await startIssuer([before]);
    const read = tokenReader(database, rotating.config, { cooldownDuration: 0 });
    for (let time = 0; time < 3; time++)
      expect(await read(await sign(before, claims()), at)).toMatchObject({ role: "ANALYST" });
    expect(rotating.fetches()).toBe(1);
    rotating.publish([before, after]);
    expect(await read(await sign(after, claims()), at)).toMatchObject({ role: "ANALYST" });
    rotating.publish([after]);
    expect(await read(await sign(strangers, claims()), at)).toBeNull();
    expect(await read(await sign(before, claims()), at)).toBeNull();
    rotating.close();
  });

  it("are not fetched for every token that names an unknown key", async () => {
    const before = trusted.fetches();
    for (let time = 0; time < 5; time++) await ask(`Bearer ${await sign(strangers, claims())}`);
    expect(trusted.fetches()).toBe(before);
  });

  it.each([
    "http://login.example/keys",
    "http://localhost.elsewhere.example/keys",
    "http://127.0.0.1@elsewhere.example",
  ])("are not fetched from %s, which is not secure", (jwks) => {
    expect(() => tokenReader(database, { ...trusted.config, jwks })).toThrow("https");
    expect(() => tokenReader(database, { ...trusted.config, jwks: jwks.replace("http", "https") })).not.toThrow();
  });

  it.each(["http://login.example", "login.example", "http://127.0.0.1.elsewhere.example", "ftp://login.example", ""])(
    "are not accepted from the issuer %j, which is not a secure address",
    (issuer) => {
      expect(() => tokenReader(database, { ...trusted.config, issuer })).toThrow("KINDRED_JWT_ISSUER must be an https");
    },
  );

  it.each(["https://login.example/realms/one", "http://localhost:8080", "http://127.0.0.1/", "http://[::1]:1"])(
    "are accepted from the issuer %s",
    (issuer) => {
      expect(() => tokenReader(database, { ...trusted.config, issuer })).not.toThrow();
    },
  );

  it.each([[503], [404], [302]])(
    "that could not be fetched (%d) cause an error, not a refusal or the public view",
    async (status) => {
      const broken = await startIssuer([rsa]);
      broken.publish(status);
      const viewer = authenticator(database, broken.config)(`Bearer ${await good()}`, at);
      await expect(viewer).rejects.toThrow("The token issuer's keys could not be fetched");
      await expect(viewer).rejects.not.toMatchObject({ code: "UNAUTHENTICATED" });
      broken.publish([rsa]);
      expect(await authenticator(database, broken.config)(`Bearer ${await good()}`, at)).toMatchObject({
        role: "ANALYST",
      });
      broken.close();
      const gone = authenticator(database, broken.config)(`Bearer ${await good()}`, at);
      await expect(gone).rejects.toThrow("The token issuer's keys could not be fetched");
    },
  );
});
