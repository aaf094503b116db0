// Job handlers for tests, and the simulated death of a worker.
import { once } from "node:events";
import type { Database } from "../../src/database/database.js";
import type { JobContext, JobHandler } from "../../src/jobs/job.js";

export const succeed: JobHandler = async () => {};

export const untilAborted = async ({ signal }: JobContext) => {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
};

/** An event that one side awaits and the other makes happen. */
export function event<T = void>() {
  let happen: (value: T) => void = () => {};
  const happened = new Promise<T>((resolve) => {
    happen = resolve;
  });
  return { happen, happened };
}

/** Wraps a handler; `began` resolves when it starts. */
export function begun(handler: JobHandler) {
  const { happen, happened } = event<JobContext>();
  const wrapped: JobHandler = (context, payload) => {
    happen(context);
    return handler(context, payload);
  };
  return { handler: wrapped, began: happened };
}

/** Expires the job's lease, as if its process had died. */
export const outliveLease = (database: Database, id: string) =>
  database.query("UPDATE job SET lease_until = now() - interval '1 second' WHERE id = $1", [id]);
