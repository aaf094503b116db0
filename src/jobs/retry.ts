// Whether work that failed is tried again, and when.
import { type ErrorCode, KindredError } from "../errors.js";

/** A job that was begun so often without success is not begun again until somebody retries it. */
export const mostAttempts = 5;

/** A fault of ours or of the database may pass; what was wrong with the request, its data or its strategy stays wrong. */
export function mayPass(fault: unknown): boolean {
  return !(fault instanceof KindredError) || passing.has(fault.code);
}

const passing: ReadonlySet<ErrorCode> = new Set(["TIMEOUT", "UNAVAILABLE"]);

/** Milliseconds after the first attempt. */
const first = 5_000;
/** How many times longer after each further attempt: 5, 20, 80, 320 seconds. */
const growth = 4;

/**
 * Milliseconds until the next attempt.
 * @param attempts how many there were
 * @param chance 0 to 1: what failed together is spread over half to one and a half times the wait
 */
export function backOff(attempts: number, chance: number): number {
  return first * growth ** (attempts - 1) * (0.5 + chance);
}
