// A PostgreSQL server for one test, with a streaming standby, run with PostgreSQL's own programs.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** The folder of initdb, pg_ctl and pg_basebackup; null if they, or the user that they run as, do not exist. */
export async function findBinaries(): Promise<string | null> {
  const output = await execute("pg_config", ["--bindir"]).catch(() => ({ stdout: "" }));
  const packaged = "/usr/lib/postgresql";
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = [output.stdout.trim(), ...versions.map((version) => join(packaged, version, "bin"))];
  const isComplete = (folder: string) =>
    ["initdb", "pg_ctl", "pg_basebackup"].every((name) => existsSync(join(folder, name)));
  const found = folders.find((folder) => folder !== "" && isComplete(folder));
  if (!found || (isRoot && (await userId()) === null)) return null;
  return found;
}

const userId = async () => {
  const output = await execute("id", ["-u", "postgres"]).catch(() => null);
  return output && Number(output.stdout);
};

export interface Server {
  readonly port: number;
  start(): Promise<void>;
  /** At once, like a machine that fails. */
  stop(): Promise<void>;
}

export interface Cluster {
  readonly primary: Server;
  /** Not started yet. */
  standby(...settings: string[]): Promise<Server>;
  /** Stops all servers and deletes their files. */
  close(): Promise<void>;
}

/** @param bin from `findBinaries`. PostgreSQL refuses to run as root, so the user postgres runs it then. */
export async function startCluster(bin: string): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), "kindred-cluster-"));
  const uid = isRoot ? await userId() : null;
  if (uid !== null) await chown(folder, uid, uid);
  const run = (name: string, ...given: string[]) => {
    const program = join(bin, name);
    const [file, args] = isRoot ? ["runuser", ["-u", "postgres", "--", program, ...given]] : [program, given];
    return execute(file, args, { cwd: folder, env: { ...process.env, LC_ALL: "C" } });
  };
  const servers: Server[] = [];

  async function serverOf(name: string, settings: readonly string[]): Promise<Server> {
    const port = await freePort();
    const data = join(folder, name);
    const fixed = ["listen_addresses=127.0.0.1", "unix_socket_directories=''", "fsync=off"];
    const options = [`-p ${port}`, ...[...fixed, ...settings].map((setting) => `-c ${setting}`)].join(" ");
    const server: Server = {
      port,
      start: async () => void (await run("pg_ctl", "-D", data, "-w", "-o", options, "-l", `${data}.log`, "start")),
      stop: async () => void (await run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")),
    };
    servers.push(server);
    return server;
  }

  await run("initdb", "-D", join(folder, "primary"), "-U", "postgres", "-E", "UTF8", "-A", "trust", "--no-sync");
  const primary = await serverOf("primary", []);
  await primary.start();
  return {
    primary,
    standby: async (...settings) => {
      const from = ["-h", "127.0.0.1", "-p", String(primary.port), "-U", "postgres"];
      await run("pg_basebackup", ...from, "-D", join(folder, "standby"), "-R", "-X", "stream", "--checkpoint=fast");
      return serverOf("standby", settings);
    },
    close: async () => {
      for (const server of servers) await server.stop().catch(() => {}); // may be stopped already
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as AddressInfo;
  free.close();
  return port;
}
