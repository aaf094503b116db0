// Listening on PostgreSQL: a connection of its own, opened again whenever it is lost.
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Listening } from "./database.js";

/** Milliseconds between attempts to connect. */
const pause = 1_000;

/** @param heard called with each payload, and with "" once it listens, since something may have been told before */
export function listenOnPostgres(
  connectionString: string,
  channel: string,
  heard: (payload: string) => void,
): Listening {
  const closing = new AbortController();
  const { signal } = closing;

  async function listen(): Promise<void> {
    const client = new pg.Client({ connectionString, keepAlive: true, connectionTimeoutMillis: 10 * pause });
    client.on("error", () => {}); // it ends after it
    client.on("notification", ({ payload = "" }) => heard(payload));
    const end = () => void client.end().catch(() => {});
    signal.addEventListener("abort", end);
    try {
      const ended = once(client, "end");
      ended.catch(() => {});
      await Promise.race([client.connect(), ended]); // `connect` never settles if `end` is called meanwhile
      signal.throwIfAborted();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      heard("");
      await ended;
    } finally {
      signal.removeEventListener("abort", end);
      end();
    }
  }

  async function keepListening(): Promise<void> {
    while (!signal.aborted) {
      await listen().catch(() => {});
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }

  const kept = keepListening();
  return {
    close: () => {
      closing.abort();
      return kept;
    },
  };
}
