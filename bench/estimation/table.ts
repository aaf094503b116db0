// Scores as a Markdown table.
import { markdown, share } from "../markdown.js";
import type { Score } from "./score.js";

export function tableOf(scores: readonly Score[]): string {
  const head = ["guessed from", "block", "peers taken", "schools", "exact", "within 0.1", "within 0.2", "mean error"];
  const rows = scores.map(({ guess, block, depth, schools, exact, withinOneTenth, withinTwoTenths, meanError }) => [
    guess,
    block?.toLowerCase().replace("_", "-") ?? "all",
    depth === null ? "–" : `first ${depth}`,
    schools.toLocaleString("en-GB"),
    share(exact),
    share(withinOneTenth),
    share(withinTwoTenths),
    meanError.toFixed(3),
  ]);
  return markdown(head, rows, 2);
}
