// Supervises a running job: renews its lease, and aborts its work when it is cancelled, lost, or the process stops.
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { type Lease, renew, renewalInterval } from "./lease.js";
import { registerRunningJob } from "./running-jobs.js";

/** Why the work was aborted. */
type AbortReason = "CANCELLED" | "LOST" | "STOPPED";

interface Supervision {
  readonly signal: AbortSignal;
  /** Undefined unless the work was aborted. */
  abortReason(): AbortReason | undefined;
  close(): void;
}

/**
 * @param stop aborting it aborts the work as STOPPED
 * @param onFault called when the lease cannot be renewed; the next renewal may succeed
 */
export function supervise(
  database: Database,
  lease: Lease,
  stop: AbortSignal,
  onFault: (fault: unknown) => void,
): Supervision {
  const abort = new AbortController();
  let reason: AbortReason | undefined;
  const abortWork = (why: AbortReason) => {
    reason ??= why;
    abort.abort(new KindredError("CANCELLED", "The work was cancelled."));
  };
  const onStop = () => abortWork("STOPPED");
  if (stop.aborted) onStop();
  stop.addEventListener("abort", onStop);
  const unregister = registerRunningJob(lease.job.id, () => abortWork("CANCELLED"));
  const renewal = setInterval(() => {
    renew(database, lease).then(({ held, cancelRequested }) => {
      if (!held) abortWork("LOST");
      else if (cancelRequested) abortWork("CANCELLED");
    }, onFault);
  }, renewalInterval);
  return {
    signal: abort.signal,
    abortReason: () => reason,
    close: () => {
      clearInterval(renewal);
      stop.removeEventListener("abort", onStop);
      unregister();
    },
  };
}
