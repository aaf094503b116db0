// Starts the embedded database in its own thread, so that statements never block this one.
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { KindredError, withoutValues } from "../../errors.js";
import { programAt } from "../../programs.js";
import type { Connection } from "./connection.js";
import { connectionOver } from "./port-connection.js";
import { received, type SentError } from "./protocol.js";

export type ToThread<Port> = { readonly connect: Port; readonly background: boolean } | { readonly close: true };
/** `failed`: could not open or close the database. */
export type FromThread =
  | { readonly opened: true }
  | { readonly closed: true }
  | { readonly failed: SentError }
  | { readonly crashed: SentError };

interface EmbeddedThread {
  readonly connection: Connection;
  /** A connection's port for another thread, which works on jobs. */
  portForJobs(): MessagePort;
  /** Resolves if the thread ends without `close`; all connections have failed by then. */
  readonly crashed: Promise<KindredError>;
  /**
   * Closes the database cleanly and ends the thread.
   * @throws KindredError DATABASE_UNUSABLE if it has crashed
   */
  close(): Promise<void>;
}

export interface ThreadData {
  readonly directory: string;
  /** Path of the socket for other processes; null: no socket. */
  readonly askPath: string | null;
}

/**
 * Opens the database in the directory, which no other process may have open, and applies the migrations.
 * @throws KindredError DATABASE_DAMAGED | DATABASE_UNUSABLE
 */
export async function startEmbedded(directory: string, askPath: ThreadData["askPath"] = null): Promise<EmbeddedThread> {
  const workerData: ThreadData = { directory, askPath };
  const thread = new Worker(programAt("database/embedded/thread.js"), { workerData, execArgv: [] });
  const crashed = crashOf(thread);
  const completed = async () => {
    const error = await Promise.race([outcomeOf(thread), crashed]);
    if (error) throw error;
  };
  await completed();
  const connect = (background: boolean) => {
    const { port1, port2 } = new MessageChannel();
    thread.postMessage({ connect: port1, background } satisfies ToThread<MessagePort>, [port1]);
    return port2;
  };
  let closing: Promise<void> | undefined;
  const connection = connectionOver(connect(false));
  return {
    connection,
    crashed,
    portForJobs: () => connect(true),
    close: () => {
      closing ??= (async () => {
        thread.postMessage({ close: true } satisfies ToThread<MessagePort>);
        await completed().finally(() => connection.close());
      })();
      return closing;
    },
  };
}

/** Waits until the thread has opened or closed the database. @returns the error if it could not */
function outcomeOf(thread: Worker): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const onMessage = (message: FromThread) => {
      if ("crashed" in message) return;
      thread.off("message", onMessage);
      resolve("failed" in message ? received(message.failed) : undefined);
    };
    thread.on("message", onMessage);
  });
}

/** Resolves if the thread ends without a message that it closed the database, or could not open or close it. */
function crashOf(thread: Worker): Promise<KindredError> {
  return new Promise((resolve) => {
    let cause: unknown = new Error("its thread ended");
    let expected = false;
    thread.on("message", (message: FromThread) => {
      if ("crashed" in message) cause = received(message.crashed);
      else expected = !("opened" in message);
    });
    thread.on("error", (error) => {
      cause = error;
    });
    thread.on("exit", () => {
      const { message } = withoutValues(cause) as { message: string };
      if (!expected) resolve(new KindredError("DATABASE_UNUSABLE", crashMessage(message)));
    });
  });
}

const crashMessage = (why: string) =>
  `The embedded database crashed (${why}). Committed data is kept: start Kindred again.`;
