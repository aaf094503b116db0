// PostgreSQL's own pg_dump and pg_restore, run so that no password is on a command line, where any user could read it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import pg from "pg";
import { KindredError } from "../../errors.js";

/** Parameters of a connection's URL that libpq takes from its environment. */
const settings: Readonly<Record<string, string>> = {
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  options: "PGOPTIONS",
  application_name: "PGAPPNAME",
};

function environmentFor(url: string): NodeJS.ProcessEnv {
  const { host, port, user, database, password } = new pg.Client({ connectionString: url });
  const { DATABASE_URL: _, DATABASE_URL_PUBLIC: __, ...inherited } = process.env;
  const given = new URL(url).searchParams;
  if (given.get("ssl") === "true" && !given.has("sslmode")) given.set("sslmode", "require");
  // What Node's driver calls no-verify, encryption without a check of the certificate, is `require` here.
  if (given.get("sslmode") === "no-verify") given.set("sslmode", "require");
  const named = Object.entries(settings).flatMap(([name, variable]) => {
    const value = given.get(name);
    return value === null ? [] : [[variable, value] as const];
  });
  return {
    ...inherited,
    LC_ALL: "C",
    PGHOST: host,
    PGPORT: String(port),
    ...(user && { PGUSER: user }),
    ...(database && { PGDATABASE: database }),
    ...(password && { PGPASSWORD: String(password) }),
    ...Object.fromEntries(named),
  };
}

export interface Tool {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when it has ended well. @throws KindredError DATABASE_UNUSABLE with its first error, without values */
  ended(): Promise<void>;
  kill(): void;
}

/**
 * @param heard called with each line that it tells of its progress
 * @param signal ends it
 */
export function startTool(
  name: "pg_dump" | "pg_restore",
  words: readonly string[],
  url: string,
  { signal, heard = () => {} }: { signal: AbortSignal; heard?: (line: string) => void },
): Tool {
  const child = spawn(name, words, { env: environmentFor(url), stdio: "pipe", signal });
  let first: string | null = null;
  createInterface({ input: child.stderr }).on("line", (line) => {
    heard(line);
    // Details and contexts quote rows.
    first ??= /^pg_\w+: error: (.*)$/.exec(line)?.[1] ?? null;
  });
  child.stdin.on("error", () => {}); // It ended before it had read all: `ended` says why.
  const closed = closing(child);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    kill: () => child.kill(),
    ended: async () => {
      const code = await closed;
      if (code !== 0)
        throw new KindredError("DATABASE_UNUSABLE", `${name} failed: ${first ?? `it ended with ${code}`}`);
    },
  };
}

function closing(child: ChildProcess): Promise<number | string | null> {
  child.on("error", () => {}); // It could not start, or was stopped by the signal: it closes after that.
  return once(child, "close").then(
    ([code, signal]) => code ?? signal,
    (error) => error.code ?? error.message,
  );
}

/**
 * @param server its version as PostgreSQL numbers it, 150020 for 15.20
 * @throws KindredError NO_CLIENT_TOOLS where it is missing or older than the server
 */
export async function assertTool(name: "pg_dump" | "pg_restore", server: number): Promise<void> {
  const wanted = Math.floor(server / 10_000);
  const advice = `Install PostgreSQL's client programs of version ${wanted}: the package postgresql-client-${wanted} on Debian and Ubuntu, postgresql${wanted} on Red Hat.`;
  const child = spawn(name, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
  let told = "";
  child.stdout.on("data", (text) => {
    told += text;
  });
  const code = await closing(child);
  if (code !== 0) throw new KindredError("NO_CLIENT_TOOLS", `${name} cannot be run (${code}). ${advice}`);
  const version = Number(/(\d+)/.exec(told)?.[1] ?? 0);
  if (version >= wanted) return;
  throw new KindredError(
    "NO_CLIENT_TOOLS",
    `${name} is of PostgreSQL ${version}, older than the server's ${wanted}. ${advice}`,
  );
}
