// Whether and when a failed job is tried again.
import { type ErrorCode, KindredError } from "../errors.js";

/** After this many attempts a job fails, and is not started again until somebody retries it. */
export const maxAttempts = 5;

/** Unexpected faults and database faults may pass; an error in the request, its data or its strategy does not. */
export function isTransient(fault: unknown): boolean {
  return !(fault instanceof KindredError) || transientCodes.has(fault.code);
}

const transientCodes: ReadonlySet<ErrorCode> = new Set(["TIMEOUT", "UNAVAILABLE"]);

/** Milliseconds after the first attempt. */
const firstDelay = 5_000;
/** Factor for each further attempt: 5, 20, 80, 320 seconds. */
const growth = 4;

/**
 * Milliseconds until the next attempt.
 * @param attempts the number so far
 * @param random 0 to 1: spreads jobs that failed together over 0.5 to 1.5 times the delay
 */
export function backoffDelay(attempts: number, random: number): number {
  return firstDelay * growth ** (attempts - 1) * (0.5 + random);
}
