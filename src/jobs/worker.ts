// Works jobs off the queue, so many of a kind at once, until it is stopped.
import type { Database } from "../database/database.js";
import { withoutValues } from "../errors.js";
import type { JobHandlers } from "./job.js";
import { claim } from "./lease.js";
import { abortInHand } from "./running-jobs.js";
import { hear } from "./tell.js";
import { type Around, type FaultLog, standardError, work } from "./work.js";

export { workOff } from "./work-off.js";

export interface Worker {
  /**
   * Claims no more jobs, lets those in hand end, and puts back in the queue what has not ended by then.
   * @param grace milliseconds that they have
   */
  stop(grace?: number): Promise<void>;
}

export interface WorkerOptions {
  readonly logger?: FaultLog;
  /** Jobs of a kind at once, by kind: 1 unless given, 0 leaves the kind to other workers. */
  readonly concurrency?: Readonly<Record<string, number>>;
  readonly around?: Around;
}

/** Milliseconds between looks at the queue, whether or not anything was heard. */
const pollInterval = 1_000;

/** What jobs in hand have to end, unless told otherwise: less than the 30 seconds of most who end processes. */
export const usualGrace = 25_000;

/** `ECONNREFUSED`, say, of an error that says less to people. */
function codeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}

/** Claims jobs of the kinds that have a handler until it is stopped. */
export function startWorker(
  database: Database,
  handlers: JobHandlers,
  { logger = standardError, concurrency = {}, around = (_, worked) => worked() }: WorkerOptions = {},
): Worker {
  const draining = new AbortController();
  const stopping = new AbortController();
  const inHand = new Map<Promise<void>, string>();
  let failing = false;
  /** Once until it is read again: it is looked at every second. */
  const tellFault = (err: unknown) => {
    if (!failing)
      logger.error({ err: withoutValues(err), cause: codeOf(err) }, "the queue could not be read or written");
    failing = true;
  };
  let woken = false;
  let wake = () => {};
  const look = () => {
    woken = true;
    wake();
  };

  function kindsWithRoom(): string[] {
    const busy = (kind: string) => [...inHand.values()].filter((one) => one === kind).length;
    return Object.keys(handlers).filter((kind) => busy(kind) < (concurrency[kind] ?? 1));
  }
  async function takeNext(): Promise<boolean> {
    const kinds = kindsWithRoom();
    const lease = kinds.length > 0 ? await claim(database, { kinds }) : null;
    failing = false;
    if (!lease) return false;
    const options = { stop: stopping.signal, logger, retry: true };
    const done = around(lease.job, () => work(database, handlers, lease, options))
      .then(() => {}, tellFault)
      .finally(() => {
        inHand.delete(done);
        look();
      });
    inHand.set(done, lease.job.kind);
    return true;
  }
  const nap = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollInterval);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  async function loop(): Promise<void> {
    while (!draining.signal.aborted) {
      woken = false;
      const taken = await takeNext().catch(tellFault);
      if (!taken && !woken) await nap();
    }
  }

  const listening = hear(database, { queued: look, cancelled: abortInHand });
  const looping = loop();
  return {
    stop: async (grace = usualGrace) => {
      draining.abort();
      look();
      const timer = setTimeout(() => stopping.abort(), grace);
      await looping;
      await Promise.all(inHand.keys());
      clearTimeout(timer);
      await listening.close();
    },
  };
}
