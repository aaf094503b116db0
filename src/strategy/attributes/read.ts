// One block's attributes, ready to be compared: logarithms taken, units and medians known, weights adding up to 1.
import type { ColumnName, Pool } from "../contract.js";
import type { Choice } from "./choices.js";

export interface Attribute {
  readonly column: ColumnName;
  readonly required: boolean;
  readonly values: Float64Array;
  readonly median: number;
  /** Of the block's attributes, which sum to 1. */
  readonly weight: number;
  /** The difference that counts as 1; 0 where nobody differs, NaN where no school with a published figure has it. */
  readonly unit: number;
}

/** What is usual in the block: the unit of an attribute whose scale is not given. 0 or NaN where nobody differs. */
export type Spread = (pool: Pool, values: Float64Array) => number;

export const standardDeviation: Spread = (pool, values) => pool.statistics.sd(values);

/** From the p-th quantile to the one as far from the other end. */
export const between =
  (p: number): Spread =>
  ({ statistics }, values) =>
    statistics.quantile(values, 1 - p) - statistics.quantile(values, p);

/**
 * Leaves out what nobody in the block has, and says so; what is required stays, and then nobody has it. Where no school
 * with a published figure has anything, the block's others decide: a school that lacks nothing has no candidates instead.
 */
export function readAttributes(
  pool: Pool,
  choices: readonly Choice[],
  spread: Spread = standardDeviation,
): readonly Attribute[] {
  const known = choices.filter(({ column }) => pool.statistics.count(column) > 0);
  const had = choices.filter(({ column }) => pool.column(column).some((value) => !Number.isNaN(value)));
  const heeded = known.length > 0 ? known : had;
  const kept = heeded.length > 0 ? choices.filter((choice) => choice.required || heeded.includes(choice)) : choices;
  for (const { column } of choices.filter((choice) => !known.includes(choice))) {
    pool.warn(`no school of the block that has a published figure has ${column}`);
  }
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept.map((choice) => {
    const { column, required, log, scale, weight } = choice;
    // Nought has no logarithm and is not missing either: what is under 1 counts as 1.
    const compared = (value: number) => (log ? Math.log(Math.max(value, 1)) : value);
    const values = pool.column(column).map(compared);
    const differs = pool.statistics.sd(values) > 0;
    const isKnown = known.includes(choice);
    if (!differs && isKnown) pool.warn(`${column} is the same for every school of the block and adds nothing`);
    return {
      column,
      required,
      values,
      median: compared(pool.statistics.median(column)),
      weight: weight / total,
      unit: differs ? (scale ?? spread(pool, values)) : isKnown ? 0 : Number.NaN,
    };
  });
}
