// Handlers for tests of the queue, and the deaths of workers.
import { once } from "node:events";
import type { Database } from "../../src/database/database.js";
import type { JobContext, JobHandler } from "../../src/jobs/job.js";

export const succeed: JobHandler = async () => {};

export const untilAborted = async ({ signal }: JobContext) => {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
};

/** Something to wait for, that somebody else makes happen. */
export function event<T = void>() {
  let happen: (value: T) => void = () => {};
  const happened = new Promise<T>((resolve) => {
    happen = resolve;
  });
  return { happen, happened };
}

/** A handler that says when it has begun. */
export function begun(handler: JobHandler) {
  const { happen, happened } = event<JobContext>();
  const telling: JobHandler = (context, payload) => {
    happen(context);
    return handler(context, payload);
  };
  return { handler: telling, began: happened };
}

/** As if the process that works on it had died and its lease had run out. */
export const outliveLease = (database: Database, id: string) =>
  database.query("UPDATE job SET lease_until = now() - interval '1 second' WHERE id = $1", [id]);
