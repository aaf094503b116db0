// A proxy in front of PostgreSQL that counts the statements of its connections, as the protocol shows them.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Count {
  /** Statements that read. */
  readonly statements: number;
  /** Statements that only begin, set or end something, such as BEGIN, a role for the transaction, COMMIT. */
  readonly control: number;
}

const isControl = /^\s*(begin|commit|rollback|savepoint|release|set|select set_config)\b/i;

export interface CountingProxy {
  /** The given URL, through the proxy. */
  readonly url: string;
  /** Since the last call. */
  take(): Count;
  close(): void;
}

/** @param url of a PostgreSQL that is reached by TCP without TLS */
export async function countingProxy(url: string): Promise<CountingProxy> {
  const target = new URL(url);
  let executed: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    client.on(
      "data",
      readMessages((text) => executed.push(text)),
    );
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    take() {
      const control = executed.filter((text) => isControl.test(text)).length;
      const count = { statements: executed.length - control, control };
      executed = [];
      return count;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Reads what a client sends (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
function readMessages(onExecute: (text: string) => void): (chunk: Buffer) => void {
  const prepared = new Map<string, string>();
  let pending = Buffer.alloc(0);
  let started = false; // The first message has no type.
  let bound = "";
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const typeBytes = started ? 1 : 0;
      if (pending.length < typeBytes + 4) return;
      const end = typeBytes + pending.readInt32BE(typeBytes);
      if (pending.length < end) return;
      const type = started ? String.fromCharCode(pending[0]!) : "";
      const [first = "", second = ""] = pending.toString("utf8", typeBytes + 4, end).split("\0", 2);
      if (type === "P") prepared.set(first, second);
      if (type === "B") bound = prepared.get(second) ?? "";
      if (type === "E") onExecute(bound);
      if (type === "Q") onExecute(first);
      started = true;
      pending = pending.subarray(end);
    }
  };
}
