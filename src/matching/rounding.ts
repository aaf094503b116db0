// Rounding of figures that are kept and shown.

/** A share, at 4 decimal places. */
export const roundShare = (share: number): number => Math.round(share * 1e4) / 1e4;

/** Metres to kilometres at 1 decimal place; null for NaN. */
export const kilometresOf = (metres: number): number | null =>
  Number.isNaN(metres) ? null : Math.round(metres / 100) / 10;
