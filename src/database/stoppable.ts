// Statements of a request end with it. `statement_timeout` alone gives one that begins late the whole time again, and a
// setting for each statement would cost a round trip; a cancel request costs nothing until there is something to stop.
import { AsyncLocalStorage } from "node:async_hooks";
import { createConnection } from "node:net";
import type pg from "pg";
import { KindredError } from "../errors.js";

/** Aborts when the request at work is over: out of time, answered, or nobody waits for it any more. Jobs have none. */
export const requestAtWork = new AsyncLocalStorage<AbortSignal>();

interface Lent {
  readonly client: pg.PoolClient;
  /** From here on nothing is stopped any more: a commit that is begun is left to end. */
  readonly settle: () => void;
}

/**
 * Lends a connection to `work`, and stops in the server what it runs when the request is over. A connection that was
 * told to stop is not used again: the message may arrive late and would end somebody else's statement.
 * @throws the reason of the request's signal, where that is why it failed
 */
export async function lend<T>(pool: pg.Pool, work: (lent: Lent) => Promise<T>): Promise<T> {
  const signal = requestAtWork.getStore();
  signal?.throwIfAborted();
  const client = await pool.connect();
  let stopping: Promise<void> | undefined;
  let failure: Error | undefined;
  const stop = () => {
    stopping ??= cancelStatement(client);
  };
  const settle = () => signal?.removeEventListener("abort", stop);
  const lost = () => {}; // between two statements; the next one fails
  client.on("error", lost);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    signal?.throwIfAborted(); // it may have waited for the connection
    return await work({ client, settle });
  } catch (error) {
    failure = error as Error;
    throw stopping ? signal?.reason : error;
  } finally {
    settle();
    const release = () => {
      client.off("error", lost);
      client.release(stopping ? true : failure instanceof KindredError ? undefined : failure);
    };
    if (stopping) void stopping.then(release);
    else release();
  }
}

/** As the protocol has it: https://www.postgresql.org/docs/current/protocol-message-formats.html, CancelRequest. */
const cancelRequest = 80877102;

/** Milliseconds that a cancel request may take: after them `statement_timeout` is what ends the statement. */
const patience = 5_000;

/** Resolves when the server has told the connection's backend to stop, or cannot. */
function cancelStatement(client: pg.PoolClient): Promise<void> {
  const { host, port, processID, secretKey } = client as unknown as Record<
    "port" | "processID" | "secretKey",
    number
  > & {
    readonly host: string;
  };
  const message = Buffer.alloc(16);
  for (const [at, value] of [16, cancelRequest, processID, secretKey].entries()) message.writeInt32BE(value, 4 * at);
  return new Promise((resolve) => {
    const socket = host.startsWith("/") ? createConnection(`${host}/.s.PGSQL.${port}`) : createConnection(port, host);
    socket.setTimeout(patience, () => socket.destroy());
    socket.on("error", () => {}); // closed after it
    socket.on("close", () => resolve());
    socket.resume();
    socket.end(message);
  });
}
