// For whatever keeps the process running: /health says that it answers, /ready that its database does too.
import { setTimeout as after } from "node:timers/promises";
import type { Plugin } from "graphql-yoga";
import type { Sql } from "../database/database.js";

/** Milliseconds that the database has to answer /ready. */
const patience = 2_000;

export function useHealth(databases: readonly Sql[]): Plugin {
  let looking: Promise<boolean> | undefined;
  /** However many ask at once, the databases are asked once. */
  const ready = () => {
    looking ??= answersInTime(databases).finally(() => {
      looking = undefined;
    });
    return looking;
  };
  return {
    async onRequest({ url, endResponse, fetchAPI }) {
      if (url.pathname === "/health") endResponse(new fetchAPI.Response("ok\n"));
      if (url.pathname !== "/ready") return;
      const status = (await ready()) ? 200 : 503;
      endResponse(new fetchAPI.Response(status === 200 ? "ready\n" : "no database\n", { status }));
    },
  };
}

async function answersInTime(databases: readonly Sql[]): Promise<boolean> {
  const waiting = new AbortController();
  const answers = Promise.all(databases.map((database) => database.query("SELECT 1")));
  const late = after(patience, false, { signal: waiting.signal, ref: false });
  try {
    return await Promise.race([answers.then(() => true), late]);
  } catch {
    return false;
  } finally {
    waiting.abort();
  }
}
