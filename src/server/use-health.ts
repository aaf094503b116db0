// For whatever keeps the process running: /health says that it answers, /ready that its database does too.
import type { Plugin } from "graphql-yoga";
import type { Sql } from "../database/database.js";

export function useHealth(database: Sql): Plugin {
  return {
    async onRequest({ url, endResponse, fetchAPI }) {
      if (url.pathname === "/health") endResponse(new fetchAPI.Response("ok\n"));
      if (url.pathname === "/ready") {
        const ready = await database.query("SELECT 1").then(
          () => true,
          () => false,
        );
        endResponse(new fetchAPI.Response(ready ? "ready\n" : "no database\n", { status: ready ? 200 : 503 }));
      }
    },
  };
}
