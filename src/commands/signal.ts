// What all commands share: a signal that Ctrl-C aborts, and progress.
import { type ProgressDisplay, showProgress } from "./progress.js";

export interface Interruptible {
  /** Aborts on the first Ctrl-C or SIGTERM; a second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
  readonly progress: ProgressDisplay;
}

export async function withSignal<T>(work: (interruptible: Interruptible) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const progress = showProgress();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work({ signal: controller.signal, progress });
  } finally {
    progress.end();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
