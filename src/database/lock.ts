// Allows one process at a time on an embedded data directory: two would silently lose writes.
import { randomBytes } from "node:crypto";
import { readdir, rename, unlink } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { basename, dirname, join } from "node:path";
import { KindredError } from "../errors.js";
import { nameOf, socketPath } from "./socket-path.js";

export interface Lock {
  release(): Promise<void>;
}

/**
 * The lock is a listening local socket, so the system releases it with the process, even on kill -9.
 *
 * Each starting process has its own socket, whose name appears only once the socket listens. So a socket that refuses
 * connections belongs to a process that has ended, and is safe to remove. A process checks all other sockets after its
 * own has appeared: of any two, at least one sees the other. If both are still starting, the one with the later name
 * gives up and the other waits for that.
 * @throws KindredError DATABASE_IN_USE if another process holds the lock
 */
export async function lockDirectory(directory: string): Promise<Lock> {
  const claim = newClaim();
  // Windows removes a pipe's name with its process.
  if (process.platform === "win32") {
    const pipe = `\\\\.\\pipe\\${nameOf(directory)}`;
    await listen(claim.server, pipe).catch(async (error: NodeJS.ErrnoException) => {
      throw error.code === "EADDRINUSE" ? inUse(directory, (await ask(pipe, false)).holder) : error;
    });
    claim.decide("holds");
    return { release: () => close(claim.server) };
  }
  const stem = socketPath(directory, "lock");
  const own = `${stem}.${randomBytes(6).toString("hex")}`;
  await listen(claim.server, `${own}.new`);
  await rename(`${own}.new`, own);
  const release = async () => {
    await unlink(own).catch(() => {});
    await close(claim.server);
  };
  try {
    for (const other of await othersOf(stem, own)) {
      const { state, holder } = await ask(other, own < other);
      if (state === "ended") await unlink(other).catch(() => {});
      if (state === "live") throw inUse(directory, holder);
    }
    claim.decide("holds");
    return { release };
  } catch (error) {
    claim.decide("gave up");
    await release();
    throw error;
  }
}

const inUse = (directory: string, holder: string | undefined) =>
  new KindredError(
    "DATABASE_IN_USE",
    `${directory} is in use by process ${holder ?? "unknown"}: only one process can use the embedded database. Stop that process, set KINDRED_DATA to another directory, or use PostgreSQL with DATABASE_URL.`,
  );

/** A server that sends its process id to each client at once, and later whether the process holds the lock. */
function newClaim() {
  const undecided = new Set<Socket>();
  let decided: string | undefined;
  const server = createServer((socket) => {
    socket.on("error", () => {}); // The client closed the connection.
    socket.write(`${process.pid} `);
    if (decided === undefined) undecided.add(socket);
    else socket.end(decided);
  });
  server.unref();
  const decide = (decision: "holds" | "gave up") => {
    decided = decision;
    for (const socket of undecided) socket.end(decision);
  };
  return { server, decide };
}

const listen = (server: Server, path: string) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });

const close = (server: Server) => new Promise<void>((done) => server.close(() => done()));

async function othersOf(stem: string, own: string): Promise<string[]> {
  const name = basename(stem);
  const folder = dirname(stem);
  const found = (await readdir(folder)).filter((entry) => entry.startsWith(name));
  // The bare name is the lock of earlier versions.
  const sockets = found.filter((entry) => /^(\.[0-9a-f]{12})?$/.test(entry.slice(name.length)));
  return sockets.map((entry) => join(folder, entry)).filter((path) => path !== own);
}

interface Answer {
  state: "live" | "gave up" | "ended";
  holder?: string;
}

/** @param waitForDecision of a process that is still starting; otherwise that counts as holding the lock */
function ask(path: string, waitForDecision: boolean): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let text = "";
    const answer = (state: Answer["state"]) => {
      const holder = /^\d+/.exec(text)?.[0];
      resolve({ state, ...(holder && { holder }) });
      socket.destroy();
    };
    socket.on("data", (data) => {
      text += data.toString();
      if (!waitForDecision) answer("live");
    });
    // Earlier versions send only the process id, and only while they hold the lock.
    socket.on("end", () => answer(/^\d+( holds)?$/.test(text) ? "live" : "gave up"));
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      const states: Record<string, Answer["state"]> = { ECONNREFUSED: "ended", ENOENT: "ended", ECONNRESET: "gave up" };
      answer(states[code ?? ""] ?? "live");
    });
  });
}
