// Cancels a request's statements when the request ends. `statement_timeout` alone would give each statement the whole
// time again, and changing it for each would cost a round trip. A cancel request costs nothing until it is needed.
import { AsyncLocalStorage } from "node:async_hooks";
import { createConnection } from "node:net";
import type pg from "pg";
import { KindredError } from "../errors.js";
import { holdsTooMany } from "./prepared.js";

/** Aborts when the current request ends: timed out, answered, or the client closed the connection. Jobs have none. */
export const currentRequest = new AsyncLocalStorage<AbortSignal>();

interface BorrowedConnection {
  readonly client: pg.PoolClient;
  /** After this the request's end cancels nothing, so that a commit completes. */
  readonly stopCancelling: () => void;
}

/**
 * Runs `work` with a connection of the pool, and cancels its statement when the request ends. The connection is
 * discarded after a cancel request, which may arrive late and would cancel another request's statement.
 * @throws the reason of the request's signal if that is why the work failed
 */
export async function useConnection<T>(
  pool: pg.Pool,
  work: (connection: BorrowedConnection) => Promise<T>,
): Promise<T> {
  const signal = currentRequest.getStore();
  signal?.throwIfAborted();
  const client = await pool.connect();
  let cancelling: Promise<void> | undefined;
  let failure: Error | undefined;
  const cancel = () => {
    cancelling ??= cancelStatement(client);
  };
  const stopCancelling = () => signal?.removeEventListener("abort", cancel);
  const ignoreLoss = () => {}; // between two statements: the next one fails
  client.on("error", ignoreLoss);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    signal?.throwIfAborted(); // the request may have ended while waiting for the connection
    return await work({ client, stopCancelling });
  } catch (error) {
    failure = error as Error;
    throw cancelling ? signal?.reason : error;
  } finally {
    stopCancelling();
    const release = () => {
      client.off("error", ignoreLoss);
      client.release(cancelling || holdsTooMany(client) ? true : failure instanceof KindredError ? undefined : failure);
    };
    if (cancelling) void cancelling.then(release);
    else release();
  }
}

/** See https://www.postgresql.org/docs/current/protocol-message-formats.html, CancelRequest. */
const cancelRequest = 80877102;

/** Milliseconds that a cancel request may take; after that, `statement_timeout` ends the statement. */
const cancelTimeoutMs = 5_000;

/** Resolves when the server has passed on the cancel request, or failed to. */
function cancelStatement(client: pg.PoolClient): Promise<void> {
  type Backend = { readonly host: string } & Readonly<Record<"port" | "processID" | "secretKey", number>>;
  const { host, port, processID, secretKey } = client as unknown as Backend;
  const message = Buffer.alloc(16);
  for (const [index, value] of [16, cancelRequest, processID, secretKey].entries())
    message.writeInt32BE(value, 4 * index);
  return new Promise((resolve) => {
    const socket = host.startsWith("/") ? createConnection(`${host}/.s.PGSQL.${port}`) : createConnection(port, host);
    socket.setTimeout(cancelTimeoutMs, () => socket.destroy());
    socket.on("error", () => {}); // `close` follows
    socket.on("close", () => resolve());
    socket.resume();
    socket.end(message);
  });
}
