// The socket at which the process that has the embedded database open answers others of the same user.
import { once } from "node:events";
import { chmod, lstat, mkdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { KindredError } from "../../errors.js";
import { newestMigration } from "../migrate.js";
import type { Connection } from "./connection.js";
import { isRequest } from "./is-request.js";
import { connectionOver } from "./port-connection.js";
import type { Port } from "./protocol.js";
import { portOver } from "./socket-port.js";

/** What the holder says first. Another protocol or migration belongs to another version of Kindred. */
interface Greeting {
  readonly protocol: number;
  readonly migration: string;
  readonly process: number;
}

const protocol = 1;

export interface AskSocket {
  /** Takes no more, lets those that are connected end, and disconnects who has not after the milliseconds. */
  close(grace: number): Promise<void>;
}

/**
 * Listens at the path, for whoever has the lock alone: what a killed process left there is replaced. The socket is made
 * in a directory that nobody else may enter and has mode 0600 when it gets its name. (A thread has no umask of its own.)
 * @param serve called with a port to each process that connects
 */
export async function listenAtSocket(path: string, serve: (port: Port) => void): Promise<AskSocket> {
  const fresh = `${path}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  const greeting: Greeting = { protocol, migration: await newestMigration(), process: process.pid };
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
    close: async (grace) => {
      await unlink(path).catch(() => {});
      const closed = new Promise((done) => server.close(done));
      await Promise.race([closed, delay(grace)]);
      for (const socket of connected) socket.destroy();
      await closed;
    },
  };
}

/**
 * @returns null where nobody answers there
 * @throws KindredError DATABASE_IN_USE where another version of Kindred answers, or another user's process
 */
export async function connectToSocket(path: string): Promise<Connection | null> {
  const there = await lstat(path).catch(() => null);
  if (!there?.isSocket()) return null;
  // In the temporary directory anybody could have put one there.
  const mine = process.getuid?.();
  if (mine !== 0 && there.uid !== mine) return null;
  const socket = connect(path);
  const port = portOver(socket, isAnything);
  const greeting = await new Promise<Greeting | null>((resolve) => {
    port.on("message", (message) => resolve(message as Greeting));
    port.on("close", () => resolve(null));
  });
  if (!greeting) return null;
  if (greeting.protocol !== protocol || greeting.migration !== (await newestMigration())) {
    port.close();
    throw new KindredError(
      "DATABASE_IN_USE",
      `Process ${greeting.process} has the embedded database open and runs another version of Kindred. Use that version, or stop it and start it again with this one.`,
    );
  }
  const why = `Process ${greeting.process}, which has the embedded database open, ended or closed it. Try again.`;
  return connectionOver(port, () => new KindredError("DATABASE_UNUSABLE", why));
}

const isAnything = () => true;
