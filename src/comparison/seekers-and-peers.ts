// How the schools that seek peers differ from their peers as a whole, attribute by attribute, as cobalt defines it
// (Greifer 2025, "Covariate Balance Tables and Plots: A Guide to the cobalt Package"): seekers are the treated, peers
// the control, estimand ATT.

/** The schools of a part that have peers, and how much each school counts as a peer of theirs. */
interface Sides {
  readonly seekers: Int32Array;
  /** Each seeker gives 1 to its peers, in equal shares. 0: nobody's peer. */
  readonly weights: Float64Array;
}

export interface Difference {
  /** Mean of the seekers less weighted mean of the peers, in standard deviations (n - 1) of the seekers. */
  readonly smd: number | null;
  /** Variance of the seekers over weighted variance of the peers. Null also for binary attributes. */
  readonly varianceRatio: number | null;
  /** Greatest difference of the two distribution functions; for binary attributes, of the two proportions. */
  readonly ks: number | null;
  /** The number of seekers with a value. */
  readonly n: number;
}

/** An attribute's values, prepared once for all parts and lists. */
export interface Attribute {
  readonly name: string;
  readonly values: Float64Array;
  /** Rows with a value, the least first. */
  readonly ascending: Int32Array;
  /** No value but 0 and 1. */
  readonly isBinary: boolean;
}

export function attributeOf(name: string, values: Float64Array): Attribute {
  const known = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]));
  return {
    name,
    values,
    ascending: known.toSorted((a, b) => values[a]! - values[b]!),
    isBinary: known.every((row) => values[row] === 0 || values[row] === 1),
  };
}

export function sidesOf(peers: readonly Int32Array[], rows: Int32Array): Sides {
  const seekers = rows.filter((row) => peers[row]!.length > 0);
  const weights = new Float64Array(peers.length);
  for (const row of seekers) for (const peer of peers[row]!) weights[peer]! += 1 / peers[row]!.length;
  return { seekers, weights };
}

/** Schools without a value are left out on either side; the weights of the others stay as they are. */
export function differenceOf({ values, ascending, isBinary }: Attribute, { seekers, weights }: Sides): Difference {
  const counts = new Float64Array(values.length);
  for (const row of seekers) counts[row] = 1;
  const own = momentsOf(values, counts);
  const peers = momentsOf(values, weights);
  const sd = Math.sqrt(own.variance);
  return {
    smd: defined((own.mean - peers.mean) / sd),
    varianceRatio: isBinary ? null : defined(own.variance / peers.variance),
    ks: defined(
      isBinary
        ? Math.abs(own.mean - peers.mean)
        : greatestGap(values, ascending, [counts, own.total], [weights, peers.total]),
    ),
    n: own.total,
  };
}

/** Null for what comes of dividing by 0. */
const defined = (value: number) => (Number.isFinite(value) ? value : null);

/**
 * The variance is sum w (x - m)^2 * sum w / ((sum w)^2 - sum w^2), which for weights of 1 has the denominator n - 1. A
 * school that is a peer several times counts once, with all its weight.
 */
function momentsOf(values: Float64Array, weights: Float64Array) {
  let total = 0;
  let squaredWeights = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const weight = weights[row]!;
    const value = values[row]!;
    if (weight === 0 || Number.isNaN(value)) continue;
    total += weight;
    squaredWeights += weight * weight;
    sum += weight * value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  // The computed mean of equal values may differ from them in its last bit.
  const roughMean = least === greatest ? least : sum / total;
  let deviations = 0;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights[row]!;
    const deviation = values[row]! - roughMean;
    if (weight === 0 || Number.isNaN(deviation)) continue;
    deviations += weight * deviation;
    squares += weight * deviation * deviation;
  }
  // The sum of thousands of values has lost digits that the sum of their deviations still has.
  const mean = roughMean + deviations / total;
  return { total, mean, variance: (squares * total) / (total * total - squaredWeights) };
}

type Weighted = readonly [weights: Float64Array, total: number];

/** Kolmogorov's and Smirnov's statistic of two weighted samples. */
function greatestGap(
  values: Float64Array,
  ascending: Int32Array,
  [first, firstTotal]: Weighted,
  [second, secondTotal]: Weighted,
): number {
  let greatest = 0;
  let below = 0;
  let secondBelow = 0;
  for (let at = 0; at < ascending.length; at++) {
    const row = ascending[at]!;
    below += first[row]!;
    secondBelow += second[row]!;
    const isTied = at + 1 < ascending.length && values[ascending[at + 1]!] === values[row];
    if (!isTied) greatest = Math.max(greatest, Math.abs(below / firstTotal - secondBelow / secondTotal));
  }
  return greatest;
}
