// Progress is told often and written seldom.

/** Milliseconds between two writes. */
const interval = 500;

export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

export interface ProgressWriter {
  tell(progress: Progress): void;
  /** Writes the last progress told, where it was not written yet, after any write under way. */
  flush(): Promise<void>;
}

/** @param write never rejects */
export function progressWriter(write: (progress: Progress) => Promise<void>): ProgressWriter {
  let told: Progress | null = null;
  let writing: Promise<void> = Promise.resolve();
  let lastWrite = Number.NEGATIVE_INFINITY;
  const writeTold = () => {
    const progress = told;
    told = null;
    lastWrite = performance.now();
    if (progress) writing = writing.then(() => write(progress));
    return writing;
  };
  return {
    tell: (progress) => {
      told = progress;
      if (performance.now() - lastWrite >= interval) void writeTold();
    },
    flush: writeTold,
  };
}
