// Listens for notifications of PostgreSQL on a separate connection, which is reopened whenever it is lost.
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Listening } from "./database.js";

/** Milliseconds between attempts to connect. */
const retryInterval = 1_000;

/** @param onNotification called with each payload, and with "" when listening starts: earlier ones may be lost */
export function listenOnPostgres(
  connectionString: string,
  channel: string,
  onNotification: (payload: string) => void,
): Listening {
  const closing = new AbortController();
  const { signal } = closing;

  async function listen(): Promise<void> {
    const client = new pg.Client({ connectionString, keepAlive: true, connectionTimeoutMillis: 10 * retryInterval });
    client.on("error", () => {}); // `end` follows
    client.on("notification", ({ payload = "" }) => onNotification(payload));
    const end = () => void client.end().catch(() => {});
    signal.addEventListener("abort", end);
    try {
      const ended = once(client, "end");
      ended.catch(() => {});
      await Promise.race([client.connect(), ended]); // `connect` never settles if `end` is called first
      signal.throwIfAborted();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      onNotification("");
      await ended;
    } finally {
      signal.removeEventListener("abort", end);
      end();
    }
  }

  async function keepListening(): Promise<void> {
    while (!signal.aborted) {
      await listen().catch(() => {});
      await delay(retryInterval, undefined, { signal }).catch(() => {});
    }
  }

  const loop = keepListening();
  return {
    close: () => {
      closing.abort();
      return loop;
    },
  };
}
