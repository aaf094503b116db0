// A separate PostgreSQL server, which a test can stop and start.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./processes.js";

const run = promisify(execFile);

const versions = "/usr/lib/postgresql";
const binaries = existsSync(versions)
  ? readdirSync(versions)
      .map((version) => join(versions, version, "bin"))
      .find((folder) => existsSync(join(folder, "initdb")))
  : undefined;

/** Whether it can be started: needs Debian's PostgreSQL, and root to run it as the user postgres. */
export const canOwnPostgres = binaries !== undefined && process.getuid?.() === 0;

export interface OwnPostgres {
  readonly url: string;
  start(): Promise<void>;
  /** `fast` ends every connection and shuts down in order; `immediate` is a crash. */
  stop(how: "fast" | "immediate"): Promise<void>;
  close(): Promise<void>;
}

/** Starts an empty server. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const [{ stdout: uid }, { stdout: gid }] = [await run("id", ["-u", "postgres"]), await run("id", ["-g", "postgres"])];
  const folder = await mkdtemp(join(tmpdir(), "kindred-postgres-"));
  await chown(folder, Number(uid), Number(gid));
  const data = join(folder, "data");
  const port = await freePort();
  const asPostgres = (program: string, words: readonly string[]) =>
    run("runuser", ["-u", "postgres", "--", join(binaries!, program), ...words], { cwd: folder });
  await asPostgres("initdb", ["-D", data, "-A", "trust", "-E", "UTF8", "--no-sync"]);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`;
  const control = (...words: string[]) => asPostgres("pg_ctl", ["-D", data, "-w", "-l", join(folder, "log"), ...words]);
  const own: OwnPostgres = {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start: async () => void (await control("start", "-o", settings)),
    stop: async (how) => void (await control("stop", "-m", how)),
    close: async () => {
      await control("stop", "-m", "immediate").catch(() => {}); // It may be stopped already.
      await rm(folder, { recursive: true });
    },
  };
  await own.start();
  return own;
}
