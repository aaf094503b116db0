// For whatever keeps the process running: /health says that it answers, /ready that its database does too.
import { setTimeout as after } from "node:timers/promises";
import type { Plugin } from "graphql-yoga";
import type { Sql } from "../database/database.js";

/** Milliseconds that the database has to answer /ready. */
const patience = 2_000;

/**
 * Where public viewers are served from a standby that is away, clients are served all the same: the process is ready, or
 * a balancer would take it from them too.
 */
export function useHealth({ clients, public: everyone }: Record<"clients" | "public", Sql>): Plugin {
  let looking: Promise<readonly boolean[]> | undefined;
  /** However many ask at once, the databases are asked once. */
  const ready = () => {
    looking ??= Promise.all([answersInTime(clients), answersInTime(everyone)]).finally(() => {
      looking = undefined;
    });
    return looking;
  };
  return {
    async onRequest({ url, endResponse, fetchAPI }) {
      if (url.pathname === "/health") endResponse(new fetchAPI.Response("ok\n"));
      if (url.pathname !== "/ready") return;
      const [forClients, forPublic] = await ready();
      const told = !forClients ? "no database" : forPublic ? "ready" : "ready for clients alone";
      endResponse(new fetchAPI.Response(`${told}\n`, { status: forClients ? 200 : 503 }));
    },
  };
}

async function answersInTime(database: Sql): Promise<boolean> {
  const waiting = new AbortController();
  const answer = database.query("SELECT 1");
  const late = after(patience, false, { signal: waiting.signal, ref: false });
  try {
    return await Promise.race([answer.then(() => true), late]);
  } catch {
    return false;
  } finally {
    waiting.abort();
  }
}
