// Progress is reported often and written rarely.

/** Milliseconds between writes. */
const interval = 500;

export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

interface ProgressWriter {
  report(progress: Progress): void;
  /** Writes the last progress reported, unless it was written, after any write in progress. */
  flush(): Promise<void>;
}

/** @param write never rejects */
export function progressWriter(write: (progress: Progress) => Promise<void>): ProgressWriter {
  let pending: Progress | null = null;
  let writing: Promise<void> = Promise.resolve();
  let lastWrite = Number.NEGATIVE_INFINITY;
  const writePending = () => {
    const progress = pending;
    pending = null;
    lastWrite = performance.now();
    if (progress) writing = writing.then(() => write(progress));
    return writing;
  };
  return {
    report: (progress) => {
      pending = progress;
      if (performance.now() - lastWrite >= interval) void writePending();
    },
    flush: writePending,
  };
}
