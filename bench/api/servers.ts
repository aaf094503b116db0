// The servers that are compared, each a process of its own with a pool of at most ten connections.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { waitForOutput } from "../serving/served.js";
import { type Query, queries } from "./documents.js";

const root = resolve(import.meta.dirname, "../..");

export const callers = ["anyone", "client"] as const;
export type Caller = (typeof callers)[number];

export interface Kind {
  readonly name: string;
  /** How `--servers` names it. */
  readonly family: "kindred" | "embedded" | "postgraphile" | "floor";
  readonly node: 20 | 24;
  readonly callers: readonly Caller[];
}

/** What Kindred's ratios are to. */
export const baseline = "PostGraphile, roles";
/** What the goals are for. */
export const subject = "Kindred, Node 24";

export const kinds: readonly Kind[] = [
  { name: subject, family: "kindred", node: 24, callers },
  { name: "Kindred, Node 20", family: "kindred", node: 20, callers },
  { name: "Kindred, embedded", family: "embedded", node: 24, callers },
  { name: baseline, family: "postgraphile", node: 24, callers },
  { name: "PostGraphile, no roles", family: "postgraphile", node: 24, callers: ["anyone"] },
  { name: "node:http and pg", family: "floor", node: 24, callers: ["anyone"] },
];

export interface Running extends Kind {
  readonly process: ChildProcess;
  readonly url: string;
  /** The path and body of a request, and the token of a client. */
  requestOf(query: string, variables: object): { readonly path: string; readonly body: string };
  readonly token: string;
  stop(): Promise<void>;
}

/** The program of a version of Node; npx fetches one that is not running. */
async function nodeOf(version: number): Promise<string> {
  if (process.version.startsWith(`v${version}.`)) return process.execPath;
  const args = ["--yes", "--package", `node@${version}`, "node", "--print", "process.execPath"];
  return (await promisify(execFile)("npx", args)).stdout.trim();
}

export interface Site {
  readonly databaseUrl: string;
  /** Kindred's demo in that database. */
  readonly demo: Demo;
  /** The same demo in an embedded database. */
  readonly embedded: Demo;
}

export interface Demo {
  readonly dataDirectory: string;
  /** A client's key for Kindred. */
  readonly key: string;
}

/** Starts a server whose connections to the database are named after it. */
export async function start(kind: Kind, { databaseUrl, demo, embedded }: Site): Promise<Running> {
  const url = new URL(databaseUrl);
  url.searchParams.set("application_name", kind.name);
  const jwtSecret = "of a benchmark";
  const hasRoles = kind.name === baseline;
  const isEmbedded = kind.family === "embedded";
  const { dataDirectory, key } = isEmbedded ? embedded : demo;
  const serve = ["bin/kindred.js", "serve", "--port", "0", "--no-jobs"];
  const program = {
    kindred: serve,
    embedded: serve,
    postgraphile: ["bench/api/postgraphile.mjs"],
    floor: ["bench/api/floor.mjs"],
  }[kind.family];
  const child = spawn(await nodeOf(kind.node), program, {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      ...(!isEmbedded && { DATABASE_URL: url.href }),
      KINDRED_DATA: dataDirectory,
      KINDRED_LOG: "error",
      KINDRED_RATE_LIMIT: "1000000000",
      ...(hasRoles && { JWT_SECRET: jwtSecret }),
    },
  });
  const kill = () => child.kill();
  process.once("exit", kill);
  const address = await waitForOutput(child.stdout, /at (http:\/\/[\d.:]+)/);
  return {
    ...kind,
    process: child,
    url: address,
    token: kind.family === "postgraphile" ? tokenOf("kindred_bench_client", jwtSecret) : key,
    requestOf: (query, variables) =>
      kind.family === "floor"
        ? { path: `/${query}`, body: JSON.stringify(variables) }
        : {
            path: "/graphql",
            body: JSON.stringify({ query: documentOf(queries[query] as Query, kind.family), variables }),
          },
    async stop() {
      process.off("exit", kill);
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

const documentOf = (query: Query, family: "kindred" | "embedded" | "postgraphile") =>
  query[family === "postgraphile" ? family : "kindred"];

/** A JWT (HS256) such as PostGraphile's lazy JWT preset reads. */
function tokenOf(role: string, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ aud: "postgraphile", role })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
