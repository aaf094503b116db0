// The thread of the embedded database: opens its files, serves connections, closes it.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { fairTurns } from "../fair-turns.js";
import { recordSizes } from "../sizes.js";
import { connectionOf } from "./connection.js";
import { watchEngine } from "./engine.js";
import { openFiles } from "./open-files.js";
import { pace } from "./pace.js";
import { servePort } from "./port-server.js";
import { sendable } from "./protocol.js";
import type { FromThread, ToThread } from "./start.js";

const { directory } = workerData as { directory: string };
const owner = parentPort!;
const tell = (message: FromThread) => owner.postMessage(message);

try {
  const pglite = await openFiles(directory);
  watchEngine(pglite, (fault) => {
    tell({ crashed: sendable(fault) });
    process.exit(1);
  });
  const connection = connectionOf(pglite);
  const shared = { turns: fairTurns(1), pace: pace() };
  owner.on("message", (message: ToThread<MessagePort>) => {
    if ("connect" in message) servePort(message.connect, connection, shared, message.background);
    else void shared.turns.take(owner, close);
  });
  tell({ opened: true });

  async function close(): Promise<void> {
    try {
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
