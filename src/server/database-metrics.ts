// What the database tells when it is scraped: how long it takes to be heard, the connections to it, the jobs. Where it does
// not answer in time those are left out, and the rest is told all the same.
import { setTimeout as after } from "node:timers/promises";
import { Gauge, type Registry } from "prom-client";
import type { Database } from "../database/database.js";
import type { Serving } from "../database/serving.js";
import { jobStatuses } from "../jobs/job.js";

/** Milliseconds: less than Prometheus waits for. */
const patience = 2_000;

/** PostgreSQL's other states, and those of another user's connections, which it hides with what they are, are `other`. */
export const connectionStates = ["active", "idle", "idle in transaction", "other"] as const;

export function measureDatabase(registry: Registry, serving: Serving, jobKinds: readonly string[]): void {
  const registers = [registry];
  const pools = { clients: serving.clients, public: serving.public };
  new Gauge({
    name: "kindred_database_wait_seconds",
    help: `Seconds that a statement waited for a connection and its answer, by pool; absent where over ${patience / 1000}.`,
    labelNames: ["pool"],
    registers,
    async collect() {
      this.reset();
      const waits = Object.entries(pools).map(async ([pool, database]) => {
        const began = performance.now();
        const [answered] = await inTime(database.query("SELECT 1"));
        if (answered) this.set({ pool }, (performance.now() - began) / 1000);
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
      for (const { kind, status, count } of await inTime(countJobs(serving.clients, jobKinds))) {
        this.set({ kind, status }, count);
      }
    },
  });
  if (serving.clients.kind !== "postgresql") return;
  new Gauge({
    name: "kindred_database_connections",
    help: "Connections to the database by state, those of other processes too.",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      for (const { state, count } of await inTime(countConnections(serving.clients))) this.set({ state }, count);
    },
  });
}

/** Of the kinds and statuses that are listed and of no others, those without a job too. */
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

/** No rows where they do not come, or not in time. */
async function inTime<Row>(reading: Promise<readonly Row[]>): Promise<readonly Row[]> {
  const waiting = new AbortController();
  const late = after(patience, [], { signal: waiting.signal, ref: false });
  try {
    return await Promise.race([reading, late]);
  } catch {
    return [];
  } finally {
    waiting.abort();
  }
}
