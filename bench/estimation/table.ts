// Scores as a table for a page or a terminal.
import type { Score } from "./score.js";

const share = (value: number) => `${(100 * value).toFixed(1)}%`;

/** Markdown, with columns wide enough to read unformatted. */
export function tableOf(scores: readonly Score[]): string {
  const head = ["guessed from", "block", "schools", "exact", "within 0.1", "within 0.2", "mean error"];
  const rows = scores.map(({ guess, block, schools, exact, withinOneTenth, withinTwoTenths, meanError }) => [
    guess,
    block?.toLowerCase().replace("_", "-") ?? "all",
    schools.toLocaleString("en-GB"),
    share(exact),
    share(withinOneTenth),
    share(withinTwoTenths),
    meanError.toFixed(3),
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(" | ")} |`;
  const rule = `|${widths.map((width, at) => (at < 2 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
