// One process at a time on an embedded data directory: two silently lose writes.
import { createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KindredError } from "../errors.js";

export interface Lock {
  release(): Promise<void>;
}

/** Bytes of a socket's path that every system takes. */
const longestPath = 100;

/**
 * The lock is a listening local socket, so the system drops it with the process, even on kill -9. It is beside the
 * directory, where every process that sees the directory sees it too, whatever its TMPDIR; only a path too long for a
 * socket is by its hash in the temporary directory.
 */
function socketPath(directory: string): string {
  const name = `kindred-${createHash("sha256").update(directory).digest("hex").slice(0, 24)}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  const beside = `${directory}.lock`;
  return Buffer.byteLength(beside) <= longestPath ? beside : join(tmpdir(), `${name}.sock`);
}

/** @throws KindredError DATABASE_IN_USE where another process holds the directory */
export async function lockDirectory(directory: string): Promise<Lock> {
  const path = socketPath(directory);
  const server = (await listen(path)) ?? (await takeOver(path, directory));
  return {
    release: () => new Promise((done) => server.close(() => done())),
  };
}

/** Null where the name is taken. */
function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end(String(process.pid)));
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

async function takeOver(path: string, directory: string): Promise<Server> {
  const holder = await holderOf(path);
  if (holder === null) {
    await unlink(path).catch(() => {});
    const server = await listen(path);
    if (server) return server;
  }
  throw new KindredError(
    "DATABASE_IN_USE",
    `${directory} is in use by process ${holder ?? "unknown"}: the embedded database is for one process. Stop that one, set KINDRED_DATA to another directory, or use PostgreSQL with DATABASE_URL.`,
  );
}

/** The process that listens, or null where the socket outlived its process. */
function holderOf(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let text = "";
    socket.on("data", (data) => {
      text += data.toString();
    });
    socket.on("end", () => resolve(text));
    socket.on("error", () => resolve(null));
  });
}
