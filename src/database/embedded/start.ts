// Starts the thread of the embedded database, so that no statement ever keeps this one from answering.
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { KindredError } from "../../errors.js";
import type { Connection } from "./connection.js";
import { connectionOver } from "./port-connection.js";
import { received, type SentError } from "./protocol.js";

export type ToThread<Port> = { readonly connect: Port } | { readonly close: true };
export type FromThread = { readonly opened: true } | { readonly closed: true } | { readonly failed: SentError };

export interface EmbeddedThread {
  readonly connection: Connection;
  /** The end of a connection that another thread may be given. */
  port(): MessagePort;
  /** Closes the database cleanly and ends the thread. */
  close(): Promise<void>;
}

export interface ThreadData {
  readonly directory: string;
  /** Where other processes may ask; null: nowhere. */
  readonly askPath: string | null;
}

/**
 * Opens the database in the directory, which nothing else may have open, and brings it to the newest migration.
 * @throws KindredError DATABASE_DAMAGED | DATABASE_UNUSABLE
 */
export async function startEmbedded(directory: string, askPath: ThreadData["askPath"] = null): Promise<EmbeddedThread> {
  const workerData: ThreadData = { directory, askPath };
  const thread = new Worker(new URL("./thread-start.js", import.meta.url), { workerData, execArgv: [] });
  await answerOf(thread);
  const port = () => {
    const { port1, port2 } = new MessageChannel();
    thread.postMessage({ connect: port1 } satisfies ToThread<MessagePort>, [port1]);
    return port2;
  };
  let closing: Promise<void> | undefined;
  const connection = connectionOver(port());
  return {
    connection,
    port,
    close: () => {
      closing ??= (async () => {
        thread.postMessage({ close: true } satisfies ToThread<MessagePort>);
        await answerOf(thread);
        await connection.close();
      })();
      return closing;
    },
  };
}

/** Waits for the thread to have opened or closed the database. */
function answerOf(thread: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      thread.removeAllListeners();
      thread.on("error", () => {}); // An end between two answers shows on its ports.
      end();
    };
    thread.on("message", (message: FromThread) =>
      settle(() => ("failed" in message ? reject(received(message.failed)) : resolve())),
    );
    thread.on("error", (error) => settle(() => reject(error)));
    thread.on("exit", () =>
      settle(() => reject(new KindredError("DATABASE_UNUSABLE", "The thread of the embedded database ended."))),
    );
  });
}
