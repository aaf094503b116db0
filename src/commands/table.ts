// Text tables: each column is as wide as its widest cell.

/** @param rows cells in the order of `columns` */
export function aligned(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)));
  return lines
    .map(
      (cells) =>
        `${cells
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** `2026-04-01T09:30Z`, or `-` if it has not happened */
export const minute = (date: Date | null): string => (date ? `${date.toISOString().slice(0, 16)}Z` : "-");
