// All sections of a comparison, in the order in which they are shown.
import { agreementFigures } from "./agreement.js";
import { balanceFigures } from "./balance.js";
import type { Figure, Section } from "./figure.js";
import { hubFigures } from "./hubs.js";
import type { Compared } from "./lists.js";
import { nearnessFigures } from "./nearness.js";
import type { Pair } from "./pairs.js";
import { partsOf } from "./parts.js";
import { validityFigures } from "./validity.js";

/**
 * Yields the figures of one section at a time, so that the caller can stop between them and tell how far it is.
 * @param pairs of `comparePairs`
 */
export function* computeSections(
  compared: Compared,
  pairs: readonly Pair[],
): Generator<{ section: Section; figures: readonly Figure[] }> {
  const parts = partsOf(compared.schools);
  const { lists, seed } = compared;
  yield { section: "agreement", figures: agreementFigures(pairs, parts, seed) };
  yield { section: "balance", figures: balanceFigures(compared, parts) };
  yield { section: "validity", figures: validityFigures(compared, parts) };
  yield { section: "hubs", figures: hubFigures(lists, parts, seed) };
  yield { section: "nearness", figures: nearnessFigures(compared, parts) };
}
