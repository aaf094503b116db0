// Rate limit per minute for each client, or for each address of callers without a credential. Kept in memory: every
// process counts separately, and the counts are lost when it ends.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { KindredError } from "../errors.js";

export interface RateLimiter {
  /**
   * A request for more points than a minute allows consumes all but one of them, so that it can run once a minute.
   * @throws KindredError RATE_LIMITED with `retryAfter` in whole seconds
   */
  consume(caller: string, points: number): Promise<void>;
}

export function rateLimiter(pointsPerMinute: number): RateLimiter {
  const limiter = new RateLimiterMemory({ points: pointsPerMinute, duration: 60 });
  return {
    async consume(caller, points) {
      try {
        await limiter.consume(caller, Math.min(points, Math.max(pointsPerMinute - 1, 1)));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        const retryAfter = Math.max(Math.ceil(error.msBeforeNext / 1000), 1);
        const message = `Too many requests, or requests that cost too much. Wait ${retryAfter} s.`;
        throw new KindredError("RATE_LIMITED", message, { retryAfter });
      }
    },
  };
}
