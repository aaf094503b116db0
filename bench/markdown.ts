// Markdown tables.

/** @param value 0-1 */
export const share = (value: number): string => `${(100 * value).toFixed(1)}%`;

/**
 * Columns are padded, so that the table is readable as plain text.
 * @param nameColumns the number of columns at the left that hold names; the other columns are right-aligned
 */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[], nameColumns: number): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const pad = (cell: string, column: number) =>
    column < nameColumns ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(" | ")} |`;
  const dashes = widths.map((width, column) =>
    column < nameColumns ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`,
  );
  return [line(head), `|${dashes.join("|")}|`, ...rows.map(line)].join("\n");
}
