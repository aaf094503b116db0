// Runs PostgreSQL's pg_dump and pg_restore. Passwords go through the environment: any user can read a command line.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import pg from "pg";
import { KindredError } from "../../errors.js";

/** Parameters of a connection URL -> the environment variables of libpq. */
const libpqVariables: Readonly<Record<string, string>> = {
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
  const parameters = new URL(url).searchParams;
  if (parameters.get("ssl") === "true" && !parameters.has("sslmode")) parameters.set("sslmode", "require");
  // Node's driver calls encryption without a certificate check no-verify; libpq calls it require.
  if (parameters.get("sslmode") === "no-verify") parameters.set("sslmode", "require");
  const named = Object.entries(libpqVariables).flatMap(([name, variable]) => {
    const value = parameters.get(name);
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

interface Tool {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when the tool succeeds. @throws KindredError DATABASE_UNUSABLE with its first error, without values */
  ended(): Promise<void>;
  kill(): void;
}

/**
 * @param onLine called with each line of progress
 * @param signal stops the tool
 */
export function startTool(
  name: "pg_dump" | "pg_restore",
  args: readonly string[],
  url: string,
  { signal, onLine = () => {} }: { signal: AbortSignal; onLine?: (line: string) => void },
): Tool {
  const child = spawn(name, args, { env: environmentFor(url), stdio: "pipe", signal });
  let firstError: string | null = null;
  createInterface({ input: child.stderr }).on("line", (line) => {
    onLine(line);
    // The first line only: details and contexts quote rows.
    firstError ??= /^pg_\w+: error: (.*)$/.exec(line)?.[1] ?? null;
  });
  child.stdin.on("error", () => {}); // The tool ended before it had read everything: `ended` reports why.
  const closed = closing(child);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    kill: () => child.kill(),
    ended: async () => {
      const code = await closed;
      if (code !== 0)
        throw new KindredError("DATABASE_UNUSABLE", `${name} failed: ${firstError ?? `it ended with ${code}`}`);
    },
  };
}

function closing(child: ChildProcess): Promise<number | string | null> {
  child.on("error", () => {}); // Could not start, or stopped by the signal: `close` follows.
  return once(child, "close").then(
    ([code, signal]) => code ?? signal,
    (error) => error.code ?? error.message,
  );
}

/**
 * @param serverVersion as PostgreSQL numbers it: 150020 is 15.20
 * @throws KindredError NO_CLIENT_TOOLS if the tool is missing or older than the server
 */
export async function assertTool(name: "pg_dump" | "pg_restore", serverVersion: number): Promise<void> {
  const serverMajor = Math.floor(serverVersion / 10_000);
  const advice = `Install version ${serverMajor} of PostgreSQL's client programs: the package postgresql-client-${serverMajor} on Debian and Ubuntu, postgresql${serverMajor} on Red Hat.`;
  const child = spawn(name, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  const code = await closing(child);
  if (code !== 0) throw new KindredError("NO_CLIENT_TOOLS", `${name} could not be run (${code}). ${advice}`);
  const version = Number(/(\d+)/.exec(output)?.[1] ?? 0);
  if (version >= serverMajor) return;
  throw new KindredError(
    "NO_CLIENT_TOOLS",
    `${name} is version ${version}, older than the server's ${serverMajor}. ${advice}`,
  );
}
