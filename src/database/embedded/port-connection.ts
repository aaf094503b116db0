// The caller's side of a connection to the embedded database in another thread or process.
import type { Results } from "@electric-sql/pglite";
import { KindredError } from "../../errors.js";
import type { Connection, Parsers, Reading, Statements, Transaction } from "./connection.js";
import { type Answer, type Numbered, type Port, type Reply, type Request, received } from "./protocol.js";

interface Pending {
  resolve(answer: Answer | undefined): void;
  reject(error: Error): void;
}

/**
 * After the port closes, pending and later statements fail.
 * @param closedError creates the error that they fail with
 */
export function connectionOver(port: Port, closedError = unreachable): Connection {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  const { nextId, isClosed, send } = requestsOn(port, closedError, listeners);
  const ask = (request: Request) => send(nextId(), request);

  const statements = (context: { within?: number; settings?: string }): Statements => ({
    query: async <Row>(text: string, parameters: unknown[] = [], { rowMode, parsers = {} }: Reading = {}) => {
      const statement = { text, parameters, unread: Object.keys(parsers).map(Number) };
      const answer = await ask({ do: "query", statement, ...context });
      return read<Row>(answer!, parsers, rowMode);
    },
    exec: (text) => ask({ do: "exec", statements: text, ...context }),
  });

  async function transaction<T>(work: (inner: Transaction) => Promise<T>, settings?: string): Promise<T> {
    const id = nextId();
    await send(id, { do: "begin", settings });
    let commit = true;
    const rollback = async () => {
      commit = false;
    };
    let result: T;
    try {
      result = await work({ ...statements({ within: id }), rollback });
    } catch (error) {
      await ask({ do: "end", within: id, commit: false }).catch(() => {}); // The first error is thrown.
      throw error;
    }
    await ask({ do: "end", within: id, commit });
    return result;
  }

  async function listen(channel: string, onNotification: (payload: string) => void) {
    const listening = listeners.get(channel) ?? new Set();
    listeners.set(channel, listening.add(onNotification));
    if (listening.size === 1) await ask({ do: "listen", channel });
    return async () => {
      listening.delete(onNotification);
      if (listening.size === 0 && !isClosed()) await ask({ do: "unlisten", channel });
    };
  }

  const connection = (settings?: string): Connection => ({
    ...statements({ settings }),
    transaction: (work) => transaction(work, settings),
    listen,
    beginningWith: (further) => connection(settings ? `${settings}; ${further}` : further),
    copyFiles: async () => {
      await ask({ do: "copy" });
    },
    close: async () => port.close(),
  });
  return connection();
}

/** Sends requests through the port and matches the replies with them. Passes notifications to the listeners. */
function requestsOn(
  port: Port,
  closedError: () => KindredError,
  listeners: ReadonlyMap<string, ReadonlySet<(payload: string) => void>>,
) {
  const pending = new Map<number, Pending>();
  let last = 0;
  let closed = false;

  const send = (id: number, request: Request) =>
    new Promise<Answer | undefined>((resolve, reject) => {
      if (closed) return reject(closedError());
      pending.set(id, { resolve, reject });
      port.postMessage({ id, ...request } satisfies Numbered<Request>);
    });

  port.on("message", (message) => {
    const reply = message as Reply;
    if ("channel" in reply) {
      for (const onNotification of listeners.get(reply.channel) ?? []) onNotification(reply.payload);
      return;
    }
    const sent = pending.get(reply.id);
    pending.delete(reply.id);
    if ("error" in reply) sent?.reject(received(reply.error));
    else sent?.resolve(reply.answer);
  });
  port.on("close", () => {
    closed = true;
    for (const { reject } of pending.values()) reject(closedError());
    pending.clear();
  });
  return { nextId: () => ++last, isClosed: () => closed, send };
}

function unreachable(): KindredError {
  const error = new KindredError("UNAVAILABLE", "The database cannot be reached at the moment. Try again later.");
  error.cause = new Error("the embedded database is closed, or crashed");
  return error;
}

function read<Row>({ fields, rows, affectedRows }: Answer, parsers: Parsers, rowMode: Reading["rowMode"]) {
  const readers = fields.map(({ dataTypeID }) => parsers[dataTypeID]);
  for (const row of rows) {
    for (const [index, reader] of readers.entries()) {
      if (reader && row[index] !== null) row[index] = reader(row[index] as string);
    }
  }
  const found = rowMode === "array" ? rows : rows.map((row) => named(fields, row));
  return { fields: [...fields], rows: found as Row[], affectedRows } satisfies Results<Row>;
}

function named(fields: Answer["fields"], row: readonly unknown[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [index, { name }] of fields.entries()) object[name] = row[index];
  return object;
}
