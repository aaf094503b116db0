// Lets jobs rest between their statements while requests are answered: the embedded database carries out one at a time.
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds after a request's last statement for which jobs rest. */
const watchful = 1_000;

export interface Pace {
  /** A statement of a request is asked for. */
  requested(): void;
  /** Does a job's work once the job has rested as long as its last work took. Without requests it does not rest. */
  background<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Turns alone would not do: a request asks for its next statement when it has the answer to the last one, and by then the
 * next work of a job has begun.
 */
export function pace(now = () => performance.now(), rest: (milliseconds: number) => Promise<unknown> = delay): Pace {
  let lastRequest = Number.NEGATIVE_INFINITY;
  let rested = Number.NEGATIVE_INFINITY;
  return {
    requested: () => {
      lastRequest = now();
    },
    background: async (work) => {
      const missing = rested - now();
      if (missing > 0 && now() - lastRequest < watchful) await rest(missing);
      const began = now();
      try {
        return await work();
      } finally {
        rested = now() + (now() - began);
      }
    },
  };
}
