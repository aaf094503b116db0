// Tables for a page or a terminal.

/** @param value 0-1 */
export const share = (value: number): string => `${(100 * value).toFixed(1)}%`;

/**
 * Markdown, with columns wide enough to read unformatted.
 * @param names how many columns, from the first, are names; what comes after them stands to the right
 */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[], names: number): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at < names ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(" | ")} |`;
  const rule = `|${widths.map((width, at) => (at < names ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
