// The thread of the embedded database: opens its files, serves connections, closes it.
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

/** Milliseconds for which another process may keep a transaction open without asking anything: it may be suspended. */
const idle = 10_000;

/** Milliseconds that other processes have to end before the database closes. */
const grace = 5_000;

const { directory, askPath } = workerData as ThreadData;
const owner = parentPort!;
const tell = (message: FromThread) => owner.postMessage(message);

try {
  const pglite = await openFiles(directory);
  watchEngine(pglite, (fault) => {
    tell({ crashed: sendable(fault) });
    process.exit(1);
  });
  const connection = connectionOf(pglite);
  const copier = fileCopier(directory, connection);
  const host = { connection, turns: fairTurns(1), pace: pace(), copyFiles: copier.make };
  // Where no socket can be made, others are told that the database is in use.
  const asking = askPath
    ? await listenAtSocket(askPath, (port) => servePort(port, host, { idle })).catch(() => null)
    : null;
  owner.on("message", (message: ToThread<MessagePort>) => {
    if ("connect" in message) servePort(message.connect, host, { background: message.background });
    else void close();
  });
  tell({ opened: true });

  async function close(): Promise<void> {
    await asking?.close(grace);
    await host.turns.take(owner, closeFiles);
  }

  async function closeFiles(): Promise<void> {
    try {
      copier.remove();
      await connection.close();
      recordSizes(directory);
      tell({ closed: true });
    } catch (error) {
      tell({ failed: sendable(error) });
    }
    process.exit(); // of a thread: ends it alone
  }
} catch (error) {
  tell({ failed: sendable(error) });
  process.exit();
}
