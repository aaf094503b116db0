// The thread of the embedded database: opens its files, serves connections and closes it.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { fairTurns } from "../fair-turns.js";
import { recordSizes } from "../sizes.js";
import { listenAtSocket } from "./ask-socket.js";
import { connectionOf } from "./connection.js";
import { fileCopier } from "./copy-files.js";
import { watchEngine } from "./engine.js";
import { openFiles } from "./open-files.js";
import { pace } from "./pace.js";
import { servePort } from "./port-server.js";
import { sendable } from "./protocol.js";
import type { FromThread, ThreadData, ToThread } from "./start.js";

/** Milliseconds that another process's transaction may stay idle: the process may be suspended. */
const idleMs = 10_000;

/** Milliseconds that other processes have to disconnect before the database closes. */
const graceMs = 5_000;

const { directory, askPath } = workerData as ThreadData;
const owner = parentPort!;
const send = (message: FromThread) => owner.postMessage(message);

try {
  const pglite = await openFiles(directory);
  watchEngine(pglite, (fault) => {
    send({ crashed: sendable(fault) });
    process.exit(1);
  });
  const connection = connectionOf(pglite);
  const copier = fileCopier(directory, connection);
  const host = { connection, turns: fairTurns(1), pace: pace(), copyFiles: copier.make };
  // Without a socket, other processes report that the database is in use.
  const askSocket = askPath
    ? await listenAtSocket(askPath, (port) => servePort(port, host, { idleMs })).catch(() => null)
    : null;
  owner.on("message", (message: ToThread<MessagePort>) => {
    if ("connect" in message) servePort(message.connect, host, { background: message.background });
    else void close();
  });
  send({ opened: true });

  async function close(): Promise<void> {
    await askSocket?.close(graceMs);
    await host.turns.run(owner, closeFiles);
  }

  async function closeFiles(): Promise<void> {
    try {
      copier.remove();
      await connection.close();
      recordSizes(directory);
      send({ closed: true });
    } catch (error) {
      send({ failed: sendable(error) });
    }
    process.exit(); // in a thread: ends only the thread
  }
} catch (error) {
  send({ failed: sendable(error) });
  process.exit();
}
