// Turns for work that shares few places: askers take turns, so that one with much to do does not keep the others waiting.

export interface FairTurns {
  /** Runs the work when it is the asker's turn; the work of one asker starts in the order in which it was asked for. */
  take<T>(asker: unknown, work: () => Promise<T>): Promise<T>;
}

/**
 * @param places how much work runs at once
 * @param each how much of one asker's work runs at once
 */
export function fairTurns(places: number, each = places): FairTurns {
  /** The askers whose work waits; the first that may start is next. */
  const waiting = new Map<unknown, (() => void)[]>();
  const running = new Map<unknown, number>();
  let free = places;

  const runningOf = (asker: unknown) => running.get(asker) ?? 0;

  function startNext(): void {
    for (const [asker, queue] of waiting) {
      if (free === 0) return;
      if (runningOf(asker) >= each) continue;
      const start = queue.shift();
      waiting.delete(asker);
      if (queue.length > 0) waiting.set(asker, queue); // behind the others
      start?.();
    }
  }

  function ended(asker: unknown): void {
    free++;
    const left = runningOf(asker) - 1;
    if (left > 0) running.set(asker, left);
    else running.delete(asker);
    startNext();
  }

  return {
    take: (asker, work) =>
      new Promise((resolve, reject) => {
        const start = () => {
          free--;
          running.set(asker, runningOf(asker) + 1);
          work()
            .then(resolve, reject)
            .finally(() => ended(asker));
        };
        const queue = waiting.get(asker);
        if (queue) queue.push(start);
        else waiting.set(asker, [start]);
        startNext();
      }),
  };
}
