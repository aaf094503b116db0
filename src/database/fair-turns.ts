// Shares a limited number of slots fairly by time: a caller with much or long work does not keep the others waiting.
import { AsyncResource } from "node:async_hooks";

export interface FairTurns {
  /** Runs the work when it is the caller's turn. A caller's work starts in the order of its calls. */
  run<T>(caller: unknown, work: () => Promise<T>): Promise<T>;
}

interface Caller {
  readonly queue: (() => void)[];
  running: number;
  /** Milliseconds of work, on a scale that all callers share. The caller with the least goes next. */
  used: number;
}

/**
 * Start-time fair queueing (Goyal, Vin and Cheng, 1996) with equal weights. An idle caller gains no credit, and a
 * caller that comes back at once keeps the time it has used.
 * @param slots how many pieces of work run at once
 * @param slotsPerCaller how many of one caller's run at once
 * @param now milliseconds
 */
export function fairTurns(slots: number, slotsPerCaller = slots, now = () => performance.now()): FairTurns {
  const callers = new Map<unknown, Caller>();
  let freeSlots = slots;
  /** `used` of the last caller to start. */
  let virtualTime = 0;

  function nextCaller(): Caller | undefined {
    let next: Caller | undefined;
    for (const caller of callers.values()) {
      if (caller.queue.length === 0 || caller.running >= slotsPerCaller) continue;
      if (!next || caller.used < next.used) next = caller;
    }
    return next;
  }

  function startNext(): void {
    while (freeSlots > 0) {
      const caller = nextCaller();
      if (!caller) return;
      virtualTime = Math.max(virtualTime, caller.used);
      freeSlots--;
      caller.running++;
      caller.queue.shift()?.();
    }
  }

  function ended(caller: Caller, milliseconds: number): void {
    freeSlots++;
    caller.running--;
    caller.used += milliseconds;
    startNext();
    for (const [key, { queue, running, used }] of callers) {
      if (queue.length === 0 && running === 0 && used <= virtualTime) callers.delete(key);
    }
  }

  return {
    run: (key, work) =>
      new Promise((resolve, reject) => {
        const caller = callers.get(key) ?? { queue: [], running: 0, used: virtualTime };
        callers.set(key, caller);
        if (caller.queue.length === 0 && caller.running === 0) caller.used = Math.max(caller.used, virtualTime);
        const start = () => {
          const began = now();
          work()
            .then(resolve, reject)
            .finally(() => ended(caller, now() - began));
        };
        // Another caller's end may start it: `bind` keeps the context of the work's own request.
        caller.queue.push(AsyncResource.bind(start));
        startNext();
      }),
  };
}
