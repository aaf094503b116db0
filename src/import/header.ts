// Checks that a file's header has the columns of its kind.

import { KindredError } from "../errors.js";
import { abbreviate } from "./row-reader.js";
import type { Source } from "./source.js";
import { sources } from "./sources.js";

/**
 * Column -> its index.
 * @throws KindredError WRONG_FILE naming the missing columns and, where it is known, what the file is instead
 */
export function readHeader(source: Source, cells: readonly string[], name: string): ReadonlyMap<string, number> {
  const duplicate = cells.find((column, index) => column !== "" && cells.indexOf(column) !== index);
  if (duplicate !== undefined) {
    throw new KindredError(
      "WRONG_FILE",
      `${name} has two columns named ${JSON.stringify(abbreviate(duplicate))}. Remove one of them.`,
    );
  }
  const columns = new Map(cells.map((column, index) => [column, index]));
  const present = new Set(columns.keys());
  const missingByLayout = source.layouts.map((layout) => layout.filter((column) => !present.has(column)));
  if (missingByLayout.some((missing) => missing.length === 0)) return columns;
  const missing = missingByLayout.reduce((fewest, columns) => (columns.length < fewest.length ? columns : fewest));
  throw new KindredError(
    "WRONG_FILE",
    `${name} is not ${source.title}. Missing columns: ${missing.join(", ")}.${hintFor(source, cells, present)} Give ${source.title}.`,
  );
}

function hintFor(source: Source, cells: readonly string[], present: ReadonlySet<string>): string {
  if (cells.length === 1) {
    const header = JSON.stringify(abbreviate(cells[0]!));
    return ` Its first line has only one cell, ${header}: no comma, semicolon, tab or vertical bar separates cells.`;
  }
  const other = sources.find(
    ({ layouts, kind }) => kind !== source.kind && layouts.some((layout) => layout.every((name) => present.has(name))),
  );
  const title = other?.title ?? source.describeOtherFile?.(present);
  return title ? ` It looks like ${title}.` : "";
}
