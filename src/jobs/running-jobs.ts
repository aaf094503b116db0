// The jobs that run in this process, so that a cancellation in this process takes effect at once.
const aborts = new Map<string, () => void>();

/** `abortRunningJob` calls `abort` until the returned function is called. */
export function registerRunningJob(jobId: string, abort: () => void): () => void {
  aborts.set(jobId, abort);
  return () => aborts.delete(jobId);
}

export function abortRunningJob(jobId: string): void {
  aborts.get(jobId)?.();
}
