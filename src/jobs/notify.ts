// Notifications between processes about the queue, in the transaction that changes it. Only hints: workers also poll.
import type { Database, Listening, Sql } from "../database/database.js";

const channel = "kindred_jobs";

/** A job was queued. */
export async function notifyQueued(sql: Sql): Promise<void> {
  await sql.query("SELECT pg_notify($1, '')", [channel]);
}

/** The process that works on the job must stop. */
export async function notifyCancelled(sql: Sql, jobId: string): Promise<void> {
  await sql.query("SELECT pg_notify($1, $2)", [channel, jobId]);
}

interface QueueListeners {
  /** Also called after a gap in which notifications may have been lost. */
  queued(): void;
  cancelled(jobId: string): void;
}

export function listenToQueue(database: Database, { queued, cancelled }: QueueListeners): Listening {
  return database.listen(channel, (jobId) => (jobId ? cancelled(jobId) : queued()));
}
