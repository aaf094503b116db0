// What processes tell each other of the queue, in the transaction that it is about. A hint: polling is the truth.
import type { Database, Listening, Sql } from "../database/database.js";

const channel = "kindred_jobs";

/** A worker may find a job that it did not before. */
export async function tellQueued(sql: Sql): Promise<void> {
  await sql.query("SELECT pg_notify($1, '')", [channel]);
}

/** Whoever has the job in hand is to stop. */
export async function tellCancelled(sql: Sql, jobId: string): Promise<void> {
  await sql.query("SELECT pg_notify($1, $2)", [channel, jobId]);
}

export interface Hearers {
  /** Also after a gap in which something may have been told. */
  queued(): void;
  cancelled(jobId: string): void;
}

export function hear(database: Database, { queued, cancelled }: Hearers): Listening {
  return database.listen(channel, (told) => (told ? cancelled(told) : queued()));
}
