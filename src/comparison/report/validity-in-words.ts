// Which list predicts best, and how sure that is.
import type { Figure } from "../figure.js";
import type { Figures } from "./figures.js";
import { decimal, listed, quoted, withInterval } from "./words.js";

const simpleWays = {
  own_last: "the school's own figure of the base year",
  ols: "least squares on the same attributes",
  block_mean: "the mean of the block",
} as const;

export function validityInWords(lists: readonly string[], figures: Figures): string[] {
  const errorOf = (strategy: string, other: string, name: string) => {
    const figure = figures.find({ section: "validity", measure: "rmse", strategy, other });
    return typeof figure?.value === "number" ? [{ name, figure, value: figure.value }] : [];
  };
  const [best, second] = lists.flatMap((name) => errorOf(name, "", name)).sort((a, b) => a.value - b.value);
  if (!best) return [];
  const simple = Object.entries(simpleWays).flatMap(([other, name]) => errorOf("all", other, name));
  const better = simple.filter(({ value }) => value < best.value);
  const tell = (ways: typeof simple) => listed(ways.map(({ name, value }) => `${name} (${decimal(value, 2)})`));
  return [
    `${quoted(best.name)} predicts the held-out year best: its typical error (RMSE) is ${withInterval(best.figure, (value) => decimal(value, 2))} percentage points.`,
    ...(second ? leadInWords(leadOf(best.name, second.name, figures), quoted(second.name)) : []),
    ...leadInWords(leadOf(best.name, "random", figures), "as many random peers"),
    ...(better.length > 0 ? [`Simpler ways err less: ${tell(better)}.`] : []),
    ...(better.length === 0 && simple.length > 0 ? [`No simpler way errs less: ${tell(simple)}.`] : []),
  ];
}

type Lead = Pick<Figure, "value" | "low" | "high">;

/** By how much the error of the one is less. The figures have each pair of lists in one direction only. */
function leadOf(one: string, other: string, figures: Figures): Lead | undefined {
  const find = (strategy: string, other: string) =>
    figures.find({ section: "validity", measure: "rmse_difference", strategy, other });
  const reversed = find(one, other);
  if (!reversed) return find(other, one);
  const negated = (value: number | null) => (value === null ? null : -value);
  return { value: negated(reversed.value), low: negated(reversed.high), high: negated(reversed.low) };
}

function leadInWords(lead: Lead | undefined, other: string): string[] {
  if (!lead || lead.low === null || lead.high === null) return [];
  if (lead.low > 0)
    return [`It errs by ${withInterval(lead)} points less than ${other}, and that interval excludes 0.`];
  if (lead.high < 0) return [`It errs by more than ${other}: the interval of the difference excludes 0.`];
  return [`Its lead over ${other}, ${withInterval(lead)} points, could be chance: the interval includes 0.`];
}
