// Shares a limited number of slots fairly by time: a caller with much or long work does not keep the others waiting.

export interface FairTurns {
  /** Runs the work when it is the caller's turn. A caller's work starts in the order of its calls. */
  run<T>(caller: object, work: () => Promise<T>): Promise<T>;
}

interface Share {
  /** Each starts a piece of work. */
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
  const shares = new WeakMap<object, Share>();
  const waiting = new Set<Share>();
  let freeSlots = slots;
  /** `used` of the last caller to start. */
  let virtualTime = 0;

  function shareOf(caller: object): Share {
    const share = shares.get(caller) ?? { queue: [], running: 0, used: virtualTime };
    shares.set(caller, share);
    return share;
  }

  function next(): Share | undefined {
    let first: Share | undefined;
    for (const share of waiting) {
      if (share.running < slotsPerCaller && (!first || share.used < first.used)) first = share;
    }
    return first;
  }

  function startNext(): void {
    while (freeSlots > 0) {
      const share = next();
      if (!share) return;
      virtualTime = Math.max(virtualTime, share.used);
      freeSlots--;
      share.running++;
      share.queue.shift()?.();
      if (share.queue.length === 0) waiting.delete(share);
    }
  }

  return {
    run: async (caller, work) => {
      const share = shareOf(caller);
      if (share.queue.length === 0 && share.running === 0) share.used = Math.max(share.used, virtualTime);
      await new Promise<void>((start) => {
        share.queue.push(start);
        waiting.add(share);
        startNext();
      });
      const began = now();
      try {
        return await work();
      } finally {
        freeSlots++;
        share.running--;
        share.used += now() - began;
        startNext();
      }
    },
  };
}
