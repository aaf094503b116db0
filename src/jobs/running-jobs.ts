// The jobs that this process works on, so that a cancellation asked for here is heard at once.
const stops = new Map<string, () => void>();

/** Until the returned function is called, `abortInHand` calls `stop`. */
export function takeInHand(jobId: string, stop: () => void): () => void {
  stops.set(jobId, stop);
  return () => stops.delete(jobId);
}

export function abortInHand(jobId: string): void {
  stops.get(jobId)?.();
}
