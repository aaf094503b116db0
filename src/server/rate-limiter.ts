// How much each client, or each address that nobody in particular asks from, may ask for in a minute. Kept in memory:
// every process counts for itself, and forgets when it ends.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { KindredError } from "../errors.js";

export interface Allowance {
  /**
   * What takes more than a minute's is taken for all but one of it: it may be had once a minute, and not never.
   * @throws KindredError RATE_LIMITED with `retryAfter` in whole seconds
   */
  take(whose: string, points: number): Promise<void>;
}

export function allowance(pointsPerMinute: number): Allowance {
  const limiter = new RateLimiterMemory({ points: pointsPerMinute, duration: 60 });
  return {
    async take(whose, points) {
      try {
        await limiter.consume(whose, Math.min(points, Math.max(pointsPerMinute - 1, 1)));
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const retryAfter = Math.max(Math.ceil(refused.msBeforeNext / 1000), 1);
        throw new KindredError("RATE_LIMITED", `Too many requests, or too costly ones: wait ${retryAfter} s.`, {
          retryAfter,
        });
      }
    },
  };
}
