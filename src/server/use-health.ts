// Health checks: /health reports that the process responds, /ready that its database does too.
import type { Plugin } from "graphql-yoga";
import type { Sql } from "../database/database.js";
import { inTime } from "./in-time.js";

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

const respondsInTime = (database: Sql): Promise<boolean> =>
  inTime(
    database.query("SELECT 1").then(() => true),
    false,
  );
