// Starts the thread of the embedded database, so that no statement ever keeps this one from answering.
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { KindredError, withoutValues } from "../../errors.js";
import type { Connection } from "./connection.js";
import { connectionOver } from "./port-connection.js";
import { received, type SentError } from "./protocol.js";

export type ToThread<Port> = { readonly connect: Port; readonly background: boolean } | { readonly close: true };
/** `failed` to open or to close. */
export type FromThread =
  | { readonly opened: true }
  | { readonly closed: true }
  | { readonly failed: SentError }
  | { readonly crashed: SentError };

export interface EmbeddedThread {
  readonly connection: Connection;
  /** The end of a connection for another thread, which works on jobs. */
  portForJobs(): MessagePort;
  /** Resolves where the thread ends though nobody closed it: every connection has failed then. */
  readonly crashed: Promise<KindredError>;
  /**
   * Closes the database cleanly and ends the thread.
   * @throws KindredError DATABASE_UNUSABLE where it has crashed
   */
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
  const crashed = crashOf(thread);
  const answered = async () => {
    const fault = await Promise.race([answerOf(thread), crashed]);
    if (fault) throw fault;
  };
  await answered();
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
        await answered().finally(() => connection.close());
      })();
      return closing;
    },
  };
}

/** Waits for the thread to have opened or closed the database. @returns the error where it could not */
function answerOf(thread: Worker): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const hear = (message: FromThread) => {
      if ("crashed" in message) return;
      thread.off("message", hear);
      resolve("failed" in message ? received(message.failed) : undefined);
    };
    thread.on("message", hear);
  });
}

/** Resolves where the thread ends without having said that it closed the database, or could not open or close it. */
function crashOf(thread: Worker): Promise<KindredError> {
  return new Promise((resolve) => {
    let why: unknown = new Error("its thread ended");
    let ending = false;
    thread.on("message", (message: FromThread) => {
      if ("crashed" in message) why = received(message.crashed);
      else ending = !("opened" in message);
    });
    thread.on("error", (error) => {
      why = error;
    });
    thread.on("exit", () => {
      const { message } = withoutValues(why) as { message: string };
      if (!ending) resolve(new KindredError("DATABASE_UNUSABLE", crashMessage(message)));
    });
  });
}

const crashMessage = (why: string) =>
  `The embedded database crashed (${why}). What was committed is kept: start Kindred again.`;
