// Measures of likeness as a Markdown table.
import { blocks } from "../../src/population/population.js";
import { limits } from "../../src/targets/separation/likeness.js";
import { markdown, share } from "../markdown.js";
import type { Measure } from "./measure.js";

/**
 * For each block: the share of peers in both runs and, in brackets, the share of schools with more than half of them.
 */
export function tableOf(measures: readonly Measure[]): string {
  const groups = ([...blocks, "ALL"] as const).filter((name) => measures.some(({ overlaps }) => overlaps.has(name)));
  const titles = groups.map((name) => name.toLowerCase().replace("_", "-"));
  const head = ["another run", ...titles, "beyond chance", "exact", "guessed", "by the figures"];
  const rows = measures.map((measure) => {
    const { name, overlaps, exact, guessed } = measure;
    const cells = groups.map((group) => {
      const overlap = overlaps.get(group);
      return overlap ? `${share(overlap.mean)} (${share(overlap.overHalf)})` : "–";
    });
    return [name, ...cells, share(measure.overlap), share(exact), share(guessed), decision(measure)];
  });
  return markdown(head, rows, 1);
}

/** The decision by the measures alone, without the rule that runs of one strategy are always too alike. */
function decision({ overlap, exact, guessed, maxGain }: Measure): string {
  const causes: string[] = [];
  if (overlap > limits.overlap) causes.push("overlap");
  if (exact > guessed + maxGain) causes.push("targets");
  return causes.length > 0 ? `refused: ${causes.join(", ")}` : "publishable";
}
