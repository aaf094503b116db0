// Runs jobs from the queue, a limited number of each kind at once, until it is stopped.
import type { Database } from "../database/database.js";
import { withoutValues } from "../errors.js";
import type { JobHandlers } from "./job.js";
import { claim } from "./lease.js";
import { listenToQueue } from "./notify.js";
import { abortRunningJob } from "./running-jobs.js";
import { type FaultLog, standardError, type WrapWork, work } from "./work.js";

export { workOff } from "./work-off.js";

export interface Worker {
  /**
   * Claims no more jobs, lets running jobs end, and puts back in the queue those that have not ended in time.
   * @param graceMs milliseconds that they have
   */
  stop(graceMs?: number): Promise<void>;
}

export interface WorkerOptions {
  readonly logger?: FaultLog;
  /** Kind -> how many jobs run at once: 1 by default, 0 leaves the kind to other workers. */
  readonly concurrency?: Readonly<Record<string, number>>;
  readonly wrapWork?: WrapWork;
}

/** Milliseconds between checks of the queue without a notification. */
const pollInterval = 1_000;

/** Milliseconds that running jobs have to end, by default: most process managers kill after 30 seconds. */
export const defaultGraceMs = 25_000;

/** The code of an error's cause, for example `ECONNREFUSED`. */
function causeCode(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}

/** Claims jobs of the kinds that have a handler until it is stopped. */
export function startWorker(
  database: Database,
  handlers: JobHandlers,
  { logger = standardError, concurrency = {}, wrapWork = (_, run) => run() }: WorkerOptions = {},
): Worker {
  const draining = new AbortController();
  const stopping = new AbortController();
  const running = new Map<Promise<void>, string>();
  let failing = false;
  /** Logs once until the queue can be read again: it is checked every second. */
  const logFault = (err: unknown) => {
    if (!failing)
      logger.error({ err: withoutValues(err), cause: causeCode(err) }, "the queue could not be read or written");
    failing = true;
  };
  const alarm = newAlarm();

  function kindsWithRoom(): string[] {
    const count = (kind: string) => [...running.values()].filter((other) => other === kind).length;
    return Object.keys(handlers).filter((kind) => count(kind) < (concurrency[kind] ?? 1));
  }
  async function claimNext(): Promise<boolean> {
    const kinds = kindsWithRoom();
    const lease = kinds.length > 0 ? await claim(database, { kinds }) : null;
    failing = false;
    if (!lease) return false;
    const options = { stop: stopping.signal, logger, retry: true };
    const done = wrapWork(lease.job, () => work(database, handlers, lease, options))
      .then(() => {}, logFault)
      .finally(() => {
        running.delete(done);
        alarm.ring();
      });
    running.set(done, lease.job.kind);
    return true;
  }
  async function loop(): Promise<void> {
    while (!draining.signal.aborted) {
      alarm.reset();
      const claimed = await claimNext().catch(logFault);
      if (!claimed) await alarm.sleep(pollInterval);
    }
  }

  const listening = listenToQueue(database, { queued: alarm.ring, cancelled: abortRunningJob });
  const looping = loop();
  return {
    stop: async (graceMs = defaultGraceMs) => {
      draining.abort();
      alarm.ring();
      const timer = setTimeout(() => stopping.abort(), graceMs);
      await looping;
      await Promise.all(running.keys());
      clearTimeout(timer);
      await listening.close();
    },
  };
}

/** Ends a sleep early, or the next one at once if it rings after `reset` and before the sleep. */
function newAlarm() {
  let rung = false;
  let wake = () => {};
  return {
    reset: () => {
      rung = false;
    },
    ring: () => {
      rung = true;
      wake();
    },
    sleep: (milliseconds: number) =>
      new Promise<void>((resolve) => {
        if (rung) return resolve();
        const timer = setTimeout(resolve, milliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
