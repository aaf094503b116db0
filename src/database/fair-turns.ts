// Turns for work that shares few places, fair by time: an asker with much or long work does not keep the others waiting.
import { AsyncResource } from "node:async_hooks";

export interface FairTurns {
  /** Runs the work when it is the asker's turn; the work of one asker starts in the order in which it was asked for. */
  take<T>(asker: unknown, work: () => Promise<T>): Promise<T>;
}

interface Asker {
  readonly waiting: (() => void)[];
  running: number;
  /** Milliseconds of work that it is behind or before others. The one with the least is next. */
  used: number;
}

/**
 * Start-time fair queueing (Goyal, Vin and Cheng, 1996) with equal weights. An asker who was away gets no credit for it,
 * and one who comes back at once keeps what it has used.
 * @param places how much work runs at once
 * @param each how much of one asker's work runs at once
 * @param now milliseconds
 */
export function fairTurns(places: number, each = places, now = () => performance.now()): FairTurns {
  const askers = new Map<unknown, Asker>();
  let free = places;
  /** What the last one to start had used by then. */
  let reached = 0;

  function nextAsker(): Asker | undefined {
    let next: Asker | undefined;
    for (const asker of askers.values()) {
      if (asker.waiting.length === 0 || asker.running >= each) continue;
      if (!next || asker.used < next.used) next = asker;
    }
    return next;
  }

  function startNext(): void {
    while (free > 0) {
      const asker = nextAsker();
      if (!asker) return;
      reached = Math.max(reached, asker.used);
      free--;
      asker.running++;
      asker.waiting.shift()?.();
    }
  }

  function ended(asker: Asker, milliseconds: number): void {
    free++;
    asker.running--;
    asker.used += milliseconds;
    startNext();
    for (const [key, { waiting, running, used }] of askers) {
      if (waiting.length === 0 && running === 0 && used <= reached) askers.delete(key);
    }
  }

  return {
    take: (key, work) =>
      new Promise((resolve, reject) => {
        const asker = askers.get(key) ?? { waiting: [], running: 0, used: reached };
        askers.set(key, asker);
        if (asker.waiting.length === 0 && asker.running === 0) asker.used = Math.max(asker.used, reached);
        const start = () => {
          const began = now();
          work()
            .then(resolve, reject)
            .finally(() => ended(asker, now() - began));
        };
        // It is another asker's end that starts it: the work keeps the context of its own request.
        asker.waiting.push(AsyncResource.bind(start));
        startNext();
      }),
  };
}
