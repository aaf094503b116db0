// Watches over a job in hand: renews its lease and aborts its work when it is cancelled, lost, or the process stops.
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { type Lease, renew, renewalInterval } from "./lease.js";
import { takeInHand } from "./running-jobs.js";

/** Why work was aborted before its end. */
export type Ending = "CANCELLED" | "LOST" | "STOPPED";

export interface Supervision {
  readonly signal: AbortSignal;
  /** Undefined while nothing aborted the work. */
  ending(): Ending | undefined;
  close(): void;
}

/**
 * @param stop aborting it ends the work as STOPPED
 * @param onFault told when the lease cannot be renewed; the next renewal may succeed
 */
export function supervise(
  database: Database,
  lease: Lease,
  stop: AbortSignal,
  onFault: (fault: unknown) => void,
): Supervision {
  const abort = new AbortController();
  let ending: Ending | undefined;
  const end = (why: Ending) => {
    ending ??= why;
    abort.abort(new KindredError("CANCELLED", "The work was cancelled."));
  };
  const onStop = () => end("STOPPED");
  if (stop.aborted) onStop();
  stop.addEventListener("abort", onStop);
  const letGo = takeInHand(lease.job.id, () => end("CANCELLED"));
  const renewal = setInterval(() => {
    renew(database, lease).then(({ held, cancelRequested }) => {
      if (!held) end("LOST");
      else if (cancelRequested) end("CANCELLED");
    }, onFault);
  }, renewalInterval);
  return {
    signal: abort.signal,
    ending: () => ending,
    close: () => {
      clearInterval(renewal);
      stop.removeEventListener("abort", onStop);
      letGo();
    },
  };
}
