// Reads with a time limit, so that a database that does not respond delays neither health checks nor metrics.
import { setTimeout as after } from "node:timers/promises";

/** Less than the scrape timeout of Prometheus. */
export const timeoutMs = 2_000;

/** `otherwise` if the read fails or is too slow. */
export async function inTime<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  const timer = new AbortController();
  try {
    return await Promise.race([reading, after(timeoutMs, otherwise, { signal: timer.signal, ref: false })]);
  } catch {
    return otherwise;
  } finally {
    timer.abort();
  }
}
