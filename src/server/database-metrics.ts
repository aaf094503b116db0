// Database metrics, read at each scrape: response time, connections and jobs. If the database does not respond in time,
// these are omitted and the other metrics are still returned.
import { Gauge, type Registry } from "prom-client";
import type { Database } from "../database/database.js";
import type { Serving } from "../database/serving.js";
import { jobStatuses } from "../jobs/job.js";
import { inTime, timeoutMs } from "./in-time.js";

/** All other states are `other`, and so are other users' connections, whose state PostgreSQL hides. */
export const connectionStates = ["active", "idle", "idle in transaction", "other"] as const;

export function measureDatabase(registry: Registry, serving: Serving, jobKinds: readonly string[]): void {
  const registers = [registry];
  const pools = { clients: serving.clients, public: serving.public };
  new Gauge({
    name: "kindred_database_wait_seconds",
    help: `Seconds that a statement waited for a connection and its answer, by pool; absent if over ${timeoutMs / 1000}.`,
    labelNames: ["pool"],
    registers,
    async collect() {
      this.reset();
      const waits = Object.entries(pools).map(async ([pool, database]) => {
        const startedAt = performance.now();
        const [row] = await inTime(database.query("SELECT 1"), []);
        if (row) this.set({ pool }, (performance.now() - startedAt) / 1000);
      });
      await Promise.all(waits);
    },
  });
  new Gauge({
    name: "kindred_jobs",
    help: "Jobs by kind and status.",
    labelNames: ["kind", "status"],
    registers,
    async collect() {
      this.reset();
      for (const { kind, status, count } of await inTime(countJobs(serving.clients, jobKinds), [])) {
        this.set({ kind, status }, count);
      }
    },
  });
  if (serving.clients.kind !== "postgresql") return;
  new Gauge({
    name: "kindred_database_connections",
    help: "Connections to the database by state, including those of other processes.",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      for (const { state, count } of await inTime(countConnections(serving.clients), [])) this.set({ state }, count);
    },
  });
}

/** Only the listed kinds and statuses, including those without a job. */
const countJobs = (database: Database, kinds: readonly string[]) =>
  database.query<{ readonly kind: string; readonly status: string; readonly count: number }>(
    `SELECT kind, status, count(job.id)::int AS count
     FROM unnest($1::text[]) AS kind CROSS JOIN unnest($2::text[]) AS status LEFT JOIN job USING (kind, status)
     GROUP BY kind, status`,
    [kinds, jobStatuses],
  );

const countConnections = (database: Database) =>
  database.query<{ readonly state: string; readonly count: number }>(
    `SELECT listed.state, count(pid)::int AS count
     FROM unnest($1::text[]) AS listed (state) LEFT JOIN pg_stat_activity a ON datname = current_database()
       AND coalesce(backend_type, 'client backend') = 'client backend' AND listed.state = CASE WHEN a.state = ANY($1) THEN a.state ELSE 'other' END
     GROUP BY listed.state`,
    [connectionStates],
  );
