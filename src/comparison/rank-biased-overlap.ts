// Rank-biased overlap of Webber, Moffat and Zobel 2010, "A similarity measure for indefinite rankings", ACM TOIS 28(4).

/** The paper's p: at .9 the ranks 1 to 10 have 86% of the weight. */
export const persistence = 0.9;

export interface RankBiasedOverlap {
  /** If the two lists, continued without end, share no peer that they do not share yet. */
  readonly min: number;
  /** How much more it is if they share as many as they can: `min + residual` is the upper bound. */
  readonly residual: number;
  /** If they go on to agree as they do so far. */
  readonly extrapolated: number;
}

/**
 * The lower bound is equation 11, evaluated to the end of the longer list; the residual equation 30; the extrapolation
 * equation 32. For lists of the same length these are equations 11, 13 and 23.
 * @param shared of `sharedByDepth`: X_d of the paper at d - 1
 * @param short the length of the shorter list, s of the paper
 * @param p above 0 and below 1
 * @returns null if a list is empty
 */
export function rankBiasedOverlap(shared: Int32Array, short: number, p = persistence): RankBiasedOverlap | null {
  if (short === 0) return null;
  const long = shared.length;
  const sharedByAll = shared[long - 1]!;
  const agreement = shared[short - 1]! / short;
  /** From here on the lists agree fully at best: f of the paper. */
  const full = long + short - sharedByAll;
  const { power, series } = seriesTo(full, p);
  const endless = -Math.log(1 - p);

  let seen = 0;
  let assumed = 0;
  for (let depth = 1; depth <= long; depth++) {
    const weight = power[depth]! / depth;
    seen += shared[depth - 1]! * weight;
    if (depth > short) assumed += agreement * (depth - short) * weight;
  }
  const scale = (1 - p) / p;
  const missed =
    short * (series[full]! - series[short]!) +
    long * (series[full]! - series[long]!) +
    sharedByAll * (endless - series[full]!);
  return {
    min: scale * (seen + sharedByAll * (endless - series[long]!)),
    residual: power[short]! + power[long]! - power[full]! - scale * missed,
    extrapolated: scale * (seen + assumed) + ((sharedByAll - shared[short - 1]!) / long + agreement) * power[long]!,
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
