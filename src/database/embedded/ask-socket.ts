// A socket through which the process that has the embedded database open serves other processes of the same user.
import { once } from "node:events";
import { chmod, lstat, mkdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { KindredError } from "../../errors.js";
import { engineVersion as version } from "../../programs.js";
import { newestMigration } from "../migrate.js";
import type { Connection } from "./connection.js";
import { isRequest } from "./is-request.js";
import { connectionOver } from "./port-connection.js";
import type { Port } from "./protocol.js";
import { portOver } from "./socket-port.js";

/** The holder's first message. Any difference but the process means another version of Kindred. */
interface Greeting {
  readonly version: string;
  readonly protocol: number;
  readonly migration: string;
  readonly process: number;
}

const ownVersions = async () => ({ version, protocol: 1, migration: await newestMigration() });

export interface AskSocket {
  /** Accepts no more connections, and disconnects the remaining ones after `graceMs` milliseconds. */
  close(graceMs: number): Promise<void>;
}

/**
 * Listens at the path. Only the holder of the lock may call this: it replaces what a killed process left there. The
 * socket is created in a private directory and has mode 0600 before it gets its name (a thread cannot set its umask).
 * @param serve called with a port to each process that connects
 */
export async function listenAtSocket(path: string, serve: (port: Port) => void): Promise<AskSocket> {
  const fresh = `${path}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  const greeting: Greeting = { ...(await ownVersions()), process: process.pid };
  const connected = new Set<Socket>();
  const server = createServer((socket) => {
    connected.add(socket);
    socket.on("close", () => connected.delete(socket));
    const port = portOver(socket, isRequest);
    port.postMessage(greeting);
    serve(port);
  });
  server.listen(join(fresh, "s"));
  await once(server, "listening");
  await chmod(join(fresh, "s"), 0o600);
  await rename(join(fresh, "s"), path);
  await rmdir(fresh);
  return {
    close: async (graceMs) => {
      await unlink(path).catch(() => {});
      const closed = new Promise((done) => server.close(done));
      await Promise.race([closed, delay(graceMs)]);
      for (const socket of connected) socket.destroy();
      await closed;
    },
  };
}

/**
 * @returns null if no process of this user answers
 * @throws KindredError DATABASE_IN_USE if another version of Kindred answers
 */
export async function connectToSocket(path: string): Promise<Connection | null> {
  const stats = await lstat(path).catch(() => null);
  if (!stats?.isSocket()) return null;
  // Any user could have created one in the temporary directory.
  const ownUid = process.getuid?.();
  if (ownUid !== 0 && stats.uid !== ownUid) return null;
  const socket = connect(path);
  const port = portOver(socket, anyMessage);
  const greeting = await new Promise<Greeting | null>((resolve) => {
    port.on("message", (message) => resolve(message as Greeting));
    port.on("close", () => resolve(null));
  });
  if (!greeting) return null;
  const { process: holder, ...versions } = greeting;
  if (!isDeepStrictEqual(versions, await ownVersions())) {
    port.close();
    throw new KindredError(
      "DATABASE_IN_USE",
      `Process ${holder} has the embedded database open and runs another version of Kindred. Use that version, or restart that process with this one.`,
    );
  }
  const why = `Process ${holder}, which had the embedded database open, ended or closed it. Try again.`;
  return connectionOver(port, () => new KindredError("DATABASE_UNUSABLE", why));
}

const anyMessage = () => true;
