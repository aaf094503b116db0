// Finds the columns of a source in a file's header. Publishers change case and spaces and rename columns, so a column
// is found by any of its names, whatever its case.
import { groupBy } from "../database/group-by.js";
import { KindredError } from "../errors.js";
import { abbreviate, type Columns } from "./row-reader.js";
import type { Source } from "./source.js";
import { sources } from "./sources.js";

export class Header implements Columns {
  readonly width: number;
  private readonly byPlainName: ReadonlyMap<string, readonly string[]>;
  /** Column of the source -> its index: each row asks for the same columns. */
  private readonly found = new Map<string, number | undefined>();

  /** @param name of the file that is read; without it, columns are only looked for */
  constructor(
    private readonly source: Source,
    private readonly cells: readonly string[],
    private readonly name?: string,
  ) {
    this.width = cells.length;
    this.byPlainName = groupBy(cells, plain);
  }

  /** @throws KindredError WRONG_FILE where the file that is read has the column twice */
  get(column: string): number | undefined {
    if (!this.found.has(column)) {
      this.assertUnique(column);
      const index = this.cells.indexOf(this.nameOf(column));
      this.found.set(column, index < 0 ? undefined : index);
    }
    return this.found.get(column);
  }

  has(column: string): boolean {
    return this.get(column) !== undefined;
  }

  /** The column's name in this file; the source's name where the file lacks it. */
  nameOf(column: string): string {
    return this.namesOf(column)[0] ?? column;
  }

  /**
   * Two columns with one name, or with two names of one column: which of them is meant cannot be known. Published files
   * have such columns; only those that are read matter.
   */
  private assertUnique(column: string): void {
    const second = this.namesOf(column)[1];
    if (second === undefined || this.name === undefined) return;
    const quoted = JSON.stringify(abbreviate(second));
    throw new KindredError("WRONG_FILE", `${this.name} has two columns named ${quoted}. Remove one of them.`);
  }

  private namesOf(column: string): readonly string[] {
    const same = this.cells.filter((cell) => cell === column);
    return same.length > 0 ? same : this.otherNamesOf(column);
  }

  private otherNamesOf(column: string): string[] {
    const names = new Set([column, ...(this.source.aliases?.[column] ?? [])].map(plain));
    return [...names].flatMap((name) => this.byPlainName.get(name) ?? []);
  }
}

const plain = (column: string): string => column.toLowerCase().replace(/[\s_]+/g, " ");

/** The required columns that the header lacks of the layout that it is nearest to; none where it has a layout's. */
function missingColumns(source: Source, header: Header): readonly string[] {
  const byLayout = source.layouts.map((layout) => layout.filter((column) => !header.has(column)));
  return byLayout.reduce((fewest, missing) => (missing.length < fewest.length ? missing : fewest));
}

export const fits = (source: Source, cells: readonly string[]): boolean =>
  missingColumns(source, new Header(source, cells)).length === 0;

/** @throws KindredError WRONG_FILE naming the missing columns and, where it is known, what the file is instead */
export function readHeader(source: Source, cells: readonly string[], name: string): Header {
  const header = new Header(source, cells, name);
  const known = [...source.layouts.flat(), ...Object.keys(source.aliases ?? {}), ...(source.labelColumns ?? [])];
  for (const column of known) header.get(column); // before any row
  const missing = missingColumns(source, header);
  if (!missing.length) return header;
  throw new KindredError(
    "WRONG_FILE",
    `${name} is not ${source.title}. Missing columns: ${missing.join(", ")}.${hintFor(source, cells)} Give ${source.title}.`,
  );
}

function hintFor(source: Source, cells: readonly string[]): string {
  if (cells.length === 1) {
    const header = JSON.stringify(abbreviate(cells[0]!));
    return ` Its first line has only one cell, ${header}: no comma, semicolon, tab or vertical bar separates cells.`;
  }
  const other = sources.find((one) => one.kind !== source.kind && fits(one, cells));
  const title = other?.title ?? source.describeOtherFile?.(new Set(cells));
  return title ? ` It looks like ${title}.` : "";
}
