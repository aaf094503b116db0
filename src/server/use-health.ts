// Health checks: /health reports that the process responds, /ready that its database does too.
import { setTimeout as after } from "node:timers/promises";
import type { Plugin } from "graphql-yoga";
import type { Sql } from "../database/database.js";

/** Time for the database to respond to /ready. */
const timeoutMs = 2_000;

/**
 * If the standby for public viewers is down, the process is still ready. Otherwise a load balancer would take it away
 * from clients too.
 */
export function useHealth({ clients, public: publicDatabase }: Record<"clients" | "public", Sql>): Plugin {
  let pendingCheck: Promise<readonly boolean[]> | undefined;
  /** Concurrent requests share one check. */
  const ready = () => {
    pendingCheck ??= Promise.all([respondsInTime(clients), respondsInTime(publicDatabase)]).finally(() => {
      pendingCheck = undefined;
    });
    return pendingCheck;
  };
  return {
    async onRequest({ url, endResponse, fetchAPI }) {
      if (url.pathname === "/health") endResponse(new fetchAPI.Response("ok\n"));
      if (url.pathname !== "/ready") return;
      const [forClients, forPublic] = await ready();
      if (!forClients) return endResponse(new fetchAPI.Response("no database\n", { status: 503 }));
      endResponse(new fetchAPI.Response(forPublic ? "ready\n" : "ready for clients alone\n"));
    },
  };
}

async function respondsInTime(database: Sql): Promise<boolean> {
  const timer = new AbortController();
  const answer = database.query("SELECT 1");
  const late = after(timeoutMs, false, { signal: timer.signal, ref: false });
  try {
    return await Promise.race([answer.then(() => true), late]);
  } catch {
    return false;
  } finally {
    timer.abort();
  }
}
