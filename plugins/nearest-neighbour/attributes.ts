// One block's attributes, ready to be compared: logarithms taken, scales and medians known, weights adding up to 1.
import type { ColumnName, Pool } from "../../src/matching/contract.js";
import type { Choice } from "./parameters.js";

export interface Attribute {
  readonly column: ColumnName;
  readonly required: boolean;
  readonly values: Float64Array;
  readonly median: number;
  /** Of the block's attributes, which sum to 1. */
  readonly weight: number;
  /**
   * What a value is multiplied by, so that plain Euclidean distance is the weighted one; 0 where nobody differs, NaN
   * where no school with a published figure has it, so that nothing is comparable.
   */
  readonly factor: number;
}

/**
 * Leaves out what nobody in the block has, and says so; what is required stays, and then nobody has it. Where no school
 * with a published figure has anything, the block's others decide: a school that lacks nothing has no candidates instead.
 */
export function readAttributes(pool: Pool, choices: readonly Choice[]): readonly Attribute[] {
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
    const sd = pool.statistics.sd(values);
    const isKnown = known.includes(choice);
    if (!(sd > 0) && isKnown) {
      pool.warn(`${column} is the same for every school of the block and adds nothing`);
    }
    return {
      column,
      required,
      values,
      median: compared(pool.statistics.median(column)),
      weight: weight / total,
      factor: sd > 0 ? Math.sqrt(weight / total) / (scale ?? sd) : isKnown ? 0 : Number.NaN,
    };
  });
}
