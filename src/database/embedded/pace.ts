// Makes jobs pause between their statements while requests are served: the embedded database runs one at a time.
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds after a request's last statement during which jobs pause. */
const requestWindow = 1_000;

export interface Pace {
  /** Call this for each statement of a request. */
  requested(): void;
  /** Runs a job's work after a pause as long as its last work took. No pause without requests. */
  background<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Fair turns alone are not enough: by the time a request sends its next statement, the job's next work has begun.
 */
export function pace(now = () => performance.now(), pause: (milliseconds: number) => Promise<unknown> = delay): Pace {
  let lastRequest = Number.NEGATIVE_INFINITY;
  let pauseEnds = Number.NEGATIVE_INFINITY;
  return {
    requested: () => {
      lastRequest = now();
    },
    background: async (work) => {
      const remaining = pauseEnds - now();
      if (remaining > 0 && now() - lastRequest < requestWindow) await pause(remaining);
      const began = now();
      try {
        return await work();
      } finally {
        pauseEnds = now() + (now() - began);
      }
    },
  };
}
