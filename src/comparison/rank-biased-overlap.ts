// Rank-biased overlap of Webber, Moffat and Zobel 2010, "A similarity measure for indefinite rankings", ACM TOIS 28(4).
import { refuse } from "../errors.js";

/** The paper's p, unless another is asked for: ranks 1 to 10 have 86% of the weight. */
export const usualPersistence = 0.9;

/** @throws KindredError BAD_ARGUMENT unless p is above 0 and below 1, with room for rounding */
export function assertPersistence(p: number): void {
  if (p >= 1e-9 && p <= 1 - 1e-9) return;
  refuse(`p of rank-biased overlap must be above 0 and below 1, such as 0.9; not ${p}.`);
}

/** The share of the weight, 0-1, that the ranks from 1 to `last` have: equation 21. */
export function weightOfRanks(last: number, p: number): number {
  const { power, series } = seriesTo(last - 1, p);
  return 1 - power[last - 1]! + ((1 - p) / p) * last * (-Math.log1p(-p) - series[last - 1]!);
}

interface RankBiasedOverlap {
  /** If the two lists, continued without end, share no peer that they do not share yet. */
  readonly min: number;
  /** How much more it is if they share as many as they can: `min + residual` is the upper bound. */
  readonly residual: number;
  /** If they go on to agree as they do so far. */
  readonly extrapolated: number;
}

/**
 * The lower bound is equation 11, evaluated to the end of the longer list; the residual equation 30; the extrapolation
 * equation 32.
 * @param lengths the most that the lengths of two lists add up to
 * @param p of `assertPersistence`
 */
export function rankBiasedOverlap(lengths: number, p: number) {
  const { power, series } = seriesTo(lengths, p);
  const endless = -Math.log1p(-p);
  const scale = (1 - p) / p;

  /**
   * @param shared of `sharedByDepth`: X_d of the paper at d - 1
   * @param short the length of the shorter list, s of the paper
   * @returns null if a list is empty
   */
  return (shared: Int32Array, short: number): RankBiasedOverlap | null => {
    if (short === 0) return null;
    const long = shared.length;
    const sharedByAll = shared[long - 1]!;
    const agreement = shared[short - 1]! / short;
    /** From here on the lists agree fully at best: f of the paper. */
    const full = long + short - sharedByAll;

    let seen = 0;
    let assumed = 0;
    for (let depth = 1; depth <= long; depth++) {
      const weight = power[depth]! / depth;
      seen += shared[depth - 1]! * weight;
      if (depth > short) assumed += agreement * (depth - short) * weight;
    }
    const missed =
      short * (series[full]! - series[short]!) +
      long * (series[full]! - series[long]!) +
      sharedByAll * (endless - series[full]!);
    return {
      min: scale * (seen + sharedByAll * (endless - series[long]!)),
      residual: power[short]! + power[long]! - power[full]! - scale * missed,
      // Equal lists give 1, up to the last bits.
      extrapolated: Math.min(
        scale * (seen + assumed) + ((sharedByAll - shared[short - 1]!) / long + agreement) * power[long]!,
        1,
      ),
    };
  };
}

/** At d: p^d, and the sum of p^i / i for i from 1 to d, which without end is -ln(1 - p). */
function seriesTo(last: number, p: number) {
  const power = new Float64Array(last + 1).fill(1);
  const series = new Float64Array(last + 1);
  for (let depth = 1; depth <= last; depth++) {
    power[depth] = power[depth - 1]! * p;
    series[depth] = series[depth - 1]! + power[depth]! / depth;
  }
  return { power, series };
}
