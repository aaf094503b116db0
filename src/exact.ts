// Exact decimals for figures. Binary floating point is wrong by 0.1 for hundreds of real schools.
import { Decimal } from "decimal.js";

/** Rounds half up, at 40 digits: sums, products and halves of published figures are exact. */
export const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
