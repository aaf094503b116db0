// The database thread's side of a connection: runs the requests that arrive at a port.
import { setImmediate } from "node:timers/promises";
import { KindredError } from "../../errors.js";
import type { FairTurns } from "../fair-turns.js";
import type { Connection, Statements, Transaction } from "./connection.js";
import type { Pace } from "./pace.js";
import { type Answer, type Numbered, type Port, type Reply, type Request, sendable } from "./protocol.js";

type TransactionRequest = Numbered<Extract<Request, { within?: number }>>;

/** The parts that all ports of one database share. */
export interface Host {
  readonly connection: Connection;
  /** With one slot: ports take turns, each with one statement or one whole transaction. */
  readonly turns: FairTurns;
  readonly pace: Pace;
  /** Copies the database's files to a directory beside theirs. @returns a function that removes the copy */
  readonly copyFiles?: () => Promise<() => void>;
}

interface PortOptions {
  /** Whether jobs send its statements, which give way to requests. */
  readonly background?: boolean;
  /** Milliseconds without a request after which an open transaction is rolled back and the port closed. */
  readonly idleMs?: number;
}

/** Serves a port until it closes, then rolls back its open transactions. */
export function servePort(port: Port, host: Host, { background = false, idleMs }: PortOptions = {}): void {
  const { connection, turns, pace } = host;
  const { reply, answer } = repliesOn(port);
  const transactions = transactionsOn(port, connection, idleMs);
  const listening = new Map<string, Promise<() => Promise<void>>>();
  const removals: (() => void)[] = [];
  let closed = false;
  // PGlite answers in microtasks: without the pause, no message would arrive between two turns.
  const turn = <T>(work: () => Promise<T>) => {
    if (background) return pace.background(() => inTurn(work));
    pace.requested();
    return inTurn(work);
  };
  const inTurn = <T>(work: () => Promise<T>) => turns.run(port, () => work().finally(() => setImmediate()));

  async function listen(channel: string): Promise<undefined> {
    listening.set(
      channel,
      connection.listen(channel, (payload) => reply({ channel, payload })),
    );
    await listening.get(channel);
  }
  async function unlisten(channel: string): Promise<undefined> {
    const end = await listening.get(channel);
    listening.delete(channel);
    await end?.();
  }
  async function copyFiles(): Promise<undefined> {
    if (!host.copyFiles) throw new KindredError("CONFLICT", "This database has no files.");
    for (const earlier of removals.splice(0)) earlier();
    const remove = await host.copyFiles();
    if (closed) remove();
    else removals.push(remove);
  }
  port.on("message", (message) => {
    const request = message as Numbered<Request>;
    const { id } = request;
    if ("within" in request && request.within !== undefined) {
      return transactions.deliver(request.within, request);
    }
    const answerInTurn = (work: () => Promise<Answer | undefined>) => void answer(id, turn(work));
    switch (request.do) {
      case "begin":
        // If the port closed before the turn came, nothing would end the transaction.
        return void turn(async () => (closed ? undefined : transactions.run(id, request.settings)));
      case "listen":
        return answerInTurn(() => listen(request.channel));
      case "unlisten":
        return answerInTurn(() => unlisten(request.channel));
      case "copy":
        return answerInTurn(copyFiles);
      case "query":
      case "exec":
        return answerInTurn(() => perform(beginningWith(connection, request.settings), request));
    }
  });
  port.on("close", () => {
    closed = true;
    for (const remove of removals) remove();
    transactions.abandon();
    for (const channel of listening.keys()) void turn(() => unlisten(channel));
  });
}

function repliesOn(port: Port) {
  const reply = (message: Reply) => port.postMessage(message);
  const answer = (id: number, work: Promise<Answer | undefined>) =>
    work.then(
      (found) => reply({ id, answer: found }),
      (error) => reply({ id, error: sendable(error) }),
    );
  return { reply, answer };
}

const beginningWith = (connection: Connection, settings: string | undefined): Connection =>
  settings ? connection.beginningWith(settings) : connection;

/** The open transactions of a port, each with its requests in order. */
function transactionsOn(port: Port, connection: Connection, idleMs: number | undefined) {
  const { reply, answer } = repliesOn(port);
  const inboxes = new Map<number, ReturnType<typeof mailbox<TransactionRequest>>>();
  return {
    /** Resolves when the transaction has ended. */
    run: async (id: number, settings: string | undefined): Promise<void> => {
      const inbox = mailbox<TransactionRequest>(idleMs);
      inboxes.set(id, inbox);
      let lastRequest = id;
      try {
        await beginningWith(connection, settings).transaction(async (inner) => {
          reply({ id });
          for (let request = await inbox.next(); ; request = await inbox.next()) {
            if (request.do !== "end") await answer(request.id, perform(inner, request));
            else {
              lastRequest = request.id;
              if (!request.commit) await inner.rollback();
              return;
            }
          }
        });
        reply({ id: lastRequest });
      } catch (error) {
        reply({ id: lastRequest, error: sendable(error) });
        if (error instanceof IdleError) port.close();
      } finally {
        inboxes.delete(id);
      }
    },
    deliver: (within: number, request: TransactionRequest): void => {
      const inbox = inboxes.get(within);
      if (inbox) inbox.put(request);
      else reply({ id: request.id, error: sendable(new Error("the transaction has ended")) });
    },
    /** Rolls all back: the connection has closed. */
    abandon: (): void => {
      for (const inbox of inboxes.values()) inbox.fail(new Error("the connection was closed"));
    },
  };
}

async function perform(
  statements: Statements | Transaction,
  request: Extract<Request, { do: "query" | "exec" | "end" }>,
): Promise<Answer | undefined> {
  if (request.do === "exec") await statements.exec(request.statements);
  if (request.do !== "query") return undefined;
  const { text, parameters, unread } = request.statement;
  const parsers = Object.fromEntries(unread.map((type) => [type, (value: string) => value]));
  const { fields, rows, affectedRows } = await statements.query(text, [...parameters], { rowMode: "array", parsers });
  return { fields, rows: rows as unknown[][], affectedRows };
}

class IdleError extends Error {}

/**
 * A queue that its reader can wait on.
 * @param idleMs the longest wait for the next item
 */
function mailbox<Item>(idleMs?: number) {
  const items: Item[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  return {
    put: (item: Item) => {
      items.push(item);
      wake();
    },
    fail: (error: Error) => {
      failure = error;
      wake();
    },
    next: async (): Promise<Item> => {
      const onTimeout = () => {
        failure = new IdleError("the transaction was left idle");
        wake();
      };
      const timer = idleMs === undefined ? undefined : setTimeout(onTimeout, idleMs);
      try {
        while (items.length === 0) {
          if (failure) throw failure;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        return items.shift() as Item;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
