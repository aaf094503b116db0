// One block's attributes, ready to compare: logarithms taken, units and medians computed, weights scaled to sum to 1.
import type { ColumnName, Pool } from "../contract.js";
import type { Choice } from "./choices.js";

export interface Attribute {
  readonly column: ColumnName;
  readonly required: boolean;
  readonly values: Float64Array;
  readonly median: number;
  /** The weights of a block's attributes sum to 1. */
  readonly weight: number;
  /** The difference that counts as 1; 0 if all values are the same, NaN if no reference school has one. */
  readonly unit: number;
}

/** The unit of an attribute without a given scale. 0 or NaN if values do not differ. */
export type Spread = (pool: Pool, values: Float64Array) => number;

export const standardDeviation: Spread = (pool, values) => pool.statistics.sd(values);

/** The difference between the quantiles `p` and `1 - p`; at 0 the whole range. */
export const quantileRange =
  (p: number): Spread =>
  ({ statistics }, values) =>
    statistics.quantile(values, 1 - p) - statistics.quantile(values, p);

/**
 * Drops attributes that no reference school has, with a warning; required ones stay, and then no school is matched. If
 * no reference school has any attribute, it keeps those that any school has: such schools end without candidates.
 */
export function readAttributes(
  pool: Pool,
  choices: readonly Choice[],
  spread: Spread = standardDeviation,
): readonly Attribute[] {
  const inReference = choices.filter(({ column }) => pool.statistics.count(column) > 0);
  const inBlock = choices.filter(({ column }) => pool.column(column).some((value) => !Number.isNaN(value)));
  const available = inReference.length > 0 ? inReference : inBlock;
  const kept = available.length > 0 ? choices.filter((one) => one.required || available.includes(one)) : choices;
  for (const { column } of choices.filter((choice) => !inReference.includes(choice))) {
    pool.warn(`no school in the block with published attendance has ${column}`);
  }
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept.map((choice) => {
    const { column, required, log, scale, weight } = choice;
    // Zero has no logarithm but is not missing: values below 1 count as 1.
    const transform = (value: number) => (log ? Math.log(Math.max(value, 1)) : value);
    const values = pool.column(column).map(transform);
    const differs = pool.statistics.sd(values) > 0;
    const unitIfEqual = inReference.includes(choice) ? 0 : Number.NaN;
    if (!differs && unitIfEqual === 0)
      pool.warn(`${column} is the same for every school in the block and has no effect`);
    return {
      column,
      required,
      values,
      median: transform(pool.statistics.median(column)),
      weight: weight / total,
      unit: differs ? (scale ?? spread(pool, values)) : unitIfEqual,
    };
  });
}
