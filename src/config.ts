// Configuration from the environment, read once and checked.
import { resolve } from "node:path";
import { z } from "zod";
import { parseOrThrow } from "./errors.js";

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
  .refine(URL.canParse, "is not a valid URL: in the password, write # / ? @ and % as %23 %2F %3F %40 and %25");

/** Browsers send origins in this form; another spelling would never match. */
const origin = z
  .string()
  .refine(
    (text) => /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    "must be origins as browsers write them: https://example.org, in lower case and without a path",
  );
/** The exporter reads these variables itself (docs/operating.md); here they only show whether there is a collector. */
const collector = z
  .url({ protocol: /^https?$/, error: "must be a URL that begins with http:// or https://" })
  .optional();

/** True if nobody in between can impersonate the server: https, or this machine. */
export function isSecureAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && isLoopback);
}

const secureAddress = z
  .string()
  .refine(isSecureAddress, "must be an https address, or an http address of this machine")
  .optional();

const list = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter(Boolean),
  );

/** The signature algorithms allowed for tokens: asymmetric ones, whose public keys a JWKS can publish. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"] as const;

const environment = z
  .object({
    KINDRED_DATA: z.string().min(1).default(".kindred"),
    DATABASE_URL: postgresUrl.optional(),
    DATABASE_URL_PUBLIC: postgresUrl.optional(),
    KINDRED_PLUGINS: list,
    KINDRED_LOG: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
    KINDRED_JWT_ISSUER: secureAddress,
    KINDRED_JWT_AUDIENCE: z.string().optional(),
    KINDRED_JWT_JWKS: secureAddress,
    KINDRED_JWT_ALGORITHMS: list.pipe(z.array(z.enum(algorithms))),
    KINDRED_CORS_ORIGINS: list.pipe(z.array(origin)),
    KINDRED_RATE_LIMIT: z.coerce.number().int().min(1).default(600),
    KINDRED_TIMEOUT: z.coerce.number().min(0.1).max(600).default(30),
    KINDRED_TRUSTED_DOCUMENTS: z.string().min(1).optional(),
    KINDRED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    KINDRED_JOB_DAYS: z.coerce.number().int().min(1).max(36_500).default(90),
    KINDRED_AUDIT_DAYS: z.coerce.number().int().min(90).max(36_500).default(2190),
    KINDRED_HALF_TERMS: z.string().min(1).optional(),
    KINDRED_GRAPHIQL: z.enum(["on", "off"]).default("on"),
    KINDRED_METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
    KINDRED_METRICS_HOST: z.string().optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector,
    OTEL_SDK_DISABLED: z.string().optional(),
  })
  .superRefine((given, context) => {
    const needs = (name: keyof typeof given, other: keyof typeof given) => {
      if (given[name] === undefined || given[other] !== undefined) return;
      context.addIssue({ code: "custom", path: [other], message: `is missing: ${name} needs it` });
    };
    needs("DATABASE_URL_PUBLIC", "DATABASE_URL");
    needs("KINDRED_METRICS_HOST", "KINDRED_METRICS_PORT");
    const token = ["KINDRED_JWT_ISSUER", "KINDRED_JWT_AUDIENCE", "KINDRED_JWT_JWKS"] as const;
    for (const name of token) for (const other of token) needs(name, other);
  });

/** The issuer whose bearer tokens (JWTs) are accepted, as well as API keys. */
export interface TokenIssuer {
  /** The exact `iss` claim: an https address, or an http address of this machine. */
  readonly issuer: string;
  /** The value that the `aud` claim must contain. */
  readonly audience: string;
  /** URL at which the issuer publishes its keys. */
  readonly jwks: string;
  /** The signature algorithms that are accepted. */
  readonly algorithms: readonly string[];
}

/** Settings of the HTTP server. */
export interface Surface {
  /** Origins whose pages may read answers; none by default. */
  readonly corsOrigins: readonly string[];
  /** Requests a minute for each client, or for each address if the request has no credential. */
  readonly requestsPerMinute: number;
  /** Milliseconds after which a request is stopped. */
  readonly timeout: number;
  /** File of the only documents that are answered (hash -> text); null: any document is answered. */
  readonly trustedDocuments: string | null;
  /** Number of proxies before the server whose X-Forwarded-For is trusted. */
  readonly proxies: number;
  readonly graphiql: boolean;
}

export interface Config {
  /** Absolute path of the data directory: the embedded database, demo files and keys. */
  readonly dataDirectory: string;
  /** PostgreSQL; undefined: the embedded PGlite. */
  readonly databaseUrl: string | undefined;
  /** The same PostgreSQL as a user who may read only what is public; serves requests of anyone and Ofsted. */
  readonly publicDatabaseUrl: string | undefined;
  /** npm packages that each export a strategy, as well as those in `plugins/`. */
  readonly pluginPackages: readonly string[];
  /** Days for which finished jobs are kept. */
  readonly jobDays: number;
  /** Days for which the audit of reads and the log of acts are kept. */
  readonly auditDays: number;
  /** File of the half terms of years that differ from the usual ones: src/submissions/half-terms/configured.ts. */
  readonly halfTermsFile: string | null;
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
  /** Null: only API keys are accepted. */
  readonly tokenIssuer: TokenIssuer | null;
  readonly surface: Surface;
  /** Address at which metrics are served; null: they are not served. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Whether a collector of traces is configured. */
  readonly traces: boolean;
}

/** @throws KindredError BAD_ARGUMENT naming the variable and what is wrong with it */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const given = parseOrThrow(environment, set, "BAD_ARGUMENT", (path) => {
    const [variable] = path.split("."); // without the place in a list
    return `environment variable ${variable}`;
  });
  const { KINDRED_JWT_ISSUER: issuer, KINDRED_JWT_AUDIENCE: audience, KINDRED_JWT_JWKS: jwks } = given;
  const allowed = given.KINDRED_JWT_ALGORITHMS.length ? given.KINDRED_JWT_ALGORITHMS : algorithms;
  return {
    dataDirectory: resolve(given.KINDRED_DATA),
    databaseUrl: given.DATABASE_URL,
    publicDatabaseUrl: given.DATABASE_URL_PUBLIC,
    pluginPackages: given.KINDRED_PLUGINS,
    jobDays: given.KINDRED_JOB_DAYS,
    auditDays: given.KINDRED_AUDIT_DAYS,
    halfTermsFile: given.KINDRED_HALF_TERMS ? resolve(given.KINDRED_HALF_TERMS) : null,
    logLevel: given.KINDRED_LOG,
    tokenIssuer: issuer && audience && jwks ? { issuer, audience, jwks, algorithms: allowed } : null,
    surface: {
      corsOrigins: given.KINDRED_CORS_ORIGINS,
      requestsPerMinute: given.KINDRED_RATE_LIMIT,
      timeout: given.KINDRED_TIMEOUT * 1000,
      trustedDocuments: given.KINDRED_TRUSTED_DOCUMENTS ? resolve(given.KINDRED_TRUSTED_DOCUMENTS) : null,
      proxies: given.KINDRED_PROXIES,
      graphiql: given.KINDRED_GRAPHIQL === "on",
    },
    metrics:
      given.KINDRED_METRICS_PORT === undefined
        ? null
        : { host: given.KINDRED_METRICS_HOST ?? "127.0.0.1", port: given.KINDRED_METRICS_PORT },
    traces:
      given.OTEL_SDK_DISABLED?.toLowerCase() !== "true" &&
      (given.OTEL_EXPORTER_OTLP_ENDPOINT ?? given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) !== undefined,
  };
}
