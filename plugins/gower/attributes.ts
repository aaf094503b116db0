// One block's numbers and categories, scaled so that a difference of 1 or more counts in full.
import type { Choice, Pool } from "kindred/plugin";
import { type Attribute, quantileRange } from "kindred/plugin";
import type { Compared } from "./comparison.js";
import type { Parameters } from "./parameters.js";

/** The columns to compare, in the order in which they are summed. */
export function choicesOf({ numeric, categorical }: Pick<Parameters, "numeric" | "categorical">): readonly Choice[] {
  return Object.entries({ ...numeric, ...categorical }).map(([column, weight]) => ({
    column,
    weight,
    log: false,
    required: false,
  }));
}

export const spreads = { range: quantileRange(0), p5p95: quantileRange(0.05) };

/** @param attributes read with one of the `spreads` */
export function scaled(
  pool: Pool,
  attributes: readonly Attribute[],
  { categorical = {} }: Pick<Parameters, "categorical">,
): readonly Compared[] {
  return attributes.map((attribute) => {
    const { column, values, weight, unit } = attribute;
    // If no reference school has the attribute, it is not compared.
    const isMissing = (value: number) => Number.isNaN(value) || Number.isNaN(unit);
    const comparable = Object.hasOwn(categorical, column) ? distinct(pool, values) : inUnits(pool, attribute);
    return {
      values: comparable.map((value) => (Number.isNaN(value) ? 0 : value)),
      weights: values.map((value) => (isMissing(value) ? 0 : weight)),
    };
  });
}

function inUnits(pool: Pool, attribute: Attribute): Float64Array {
  const { column, values, unit } = attribute;
  if (unit > 0) return values.map((value) => value / unit);
  if (pool.statistics.sd(values) > 0)
    pool.warn(`${column} is the same for nine schools in ten, so any difference in it counts in full`);
  return distinct(pool, values);
}

/** A whole number for each different value; all 0 if the values of the block do not differ. */
function distinct(pool: Pool, values: Float64Array): Float64Array {
  if (!(pool.statistics.sd(values) > 0)) return new Float64Array(values.length);
  const codes = new Map([...new Set(values)].map((value, code) => [value, code]));
  return values.map((value) => codes.get(value)!);
}
