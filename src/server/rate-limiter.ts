// Rate limit per minute for each client, or for each address of callers without a credential. Kept in memory: every
// process counts separately, and the counts are lost when it ends.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { KindredError } from "../errors.js";

/** What a caller has left of its limit. */
export interface RateLimitState {
  readonly remaining: number;
  /** Whole seconds until the whole limit is available again. */
  readonly secondsUntilReset: number;
}

export interface RateLimiter {
  readonly pointsPerMinute: number;
  /**
   * A request for more points than a minute allows consumes all but one of them, so that it can run once a minute.
   * @param report called with the caller's state, also before it throws
   * @throws KindredError RATE_LIMITED with `retryAfter` in whole seconds
   */
  consume(caller: string, points: number, report: (state: RateLimitState) => void): Promise<void>;
}

export function rateLimiter(pointsPerMinute: number): RateLimiter {
  const limiter = new RateLimiterMemory({ points: pointsPerMinute, duration: 60 });
  return {
    pointsPerMinute,
    async consume(caller, points, report) {
      try {
        report(stateOf(await limiter.consume(caller, Math.min(points, Math.max(pointsPerMinute - 1, 1)))));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        const state = stateOf(error);
        report(state);
        const { secondsUntilReset: retryAfter } = state;
        const message = `Too many requests, or requests that cost too much. Wait ${retryAfter} s.`;
        throw new KindredError("RATE_LIMITED", message, { retryAfter });
      }
    },
  };
}

const stateOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes): RateLimitState => ({
  remaining: remainingPoints,
  secondsUntilReset: Math.max(Math.ceil(msBeforeNext / 1000), 1),
});
