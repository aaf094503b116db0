// Finds the columns of a source in a file's header. Publishers change case and spaces and rename columns, so a column
// is found by any of its names, whatever its case.
import { groupBy } from "../database/group-by.js";
import { KindredError } from "../errors.js";
import { abbreviate, type Columns } from "./row-reader.js";
import type { Source } from "./source.js";
import { sources } from "./sources.js";

/** A column of the file by its index and the name in the header. */
export interface NamedColumn {
  readonly index: number;
  readonly name: string;
}

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

  /** The column in this file; empty where the file lacks it. */
  find(column: string): readonly NamedColumn[] {
    const index = this.get(column);
    return index === undefined ? [] : [{ index, name: this.cells[index]! }];
  }

  /** The columns with a name that nothing has asked for so far. */
  unread(): readonly NamedColumn[] {
    const read = new Set(this.found.values());
    const columns = this.cells.map((name, index) => ({ index, name }));
    return columns.filter(({ index, name }) => name !== "" && !read.has(index));
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

/**
 * The required columns that the header lacks of the layouts that it is nearest to, a list for each: those with the
 * fewest missing and then the most present.
 */
function missingColumns(source: Source, header: Header): readonly (readonly string[])[] {
  const layouts = source.layouts.map((layout) => {
    const missing = layout.filter((column) => !header.has(column));
    return { missing, present: layout.length - missing.length };
  });
  const fewest = Math.min(...layouts.map(({ missing }) => missing.length));
  const nearest = layouts.filter(({ missing }) => missing.length === fewest);
  const most = Math.max(...nearest.map(({ present }) => present));
  return nearest.filter(({ present }) => present === most).map(({ missing }) => missing);
}

const countMissing = (source: Source, cells: readonly string[]): number =>
  missingColumns(source, new Header(source, cells))[0]?.length ?? 0;

export const fits = (source: Source, cells: readonly string[]): boolean => countMissing(source, cells) === 0;

/** `URN, NOR, PPPerc or percent_fsm_ever`: the columns that every list has, then what the layouts differ in. */
function describeMissing([first = [], ...others]: readonly (readonly string[])[]): string {
  const isCommon = (column: string) => others.every((columns) => columns.includes(column));
  const common = first.filter(isCommon);
  const alternatives = [first, ...others].map((columns) => columns.filter((column) => !common.includes(column)));
  const differing = alternatives.map((columns) => columns.join(" and ")).filter((columns) => columns !== "");
  return [...common, ...(differing.length > 0 ? [differing.join(" or ")] : [])].join(", ");
}

/**
 * The source of a file, of those that share its option: the one with a layout of this header, else with a usual name of
 * the file, else the one with the fewest columns missing.
 * @param sharing at least one
 */
export function chooseSource(sharing: readonly Source[], cells: readonly string[], name: string): Source {
  const missing = (source: Source) => countMissing(source, cells);
  return (
    sharing.find((source) => fits(source, cells)) ??
    sharing.find(({ fileNames }) => fileNames?.test(name)) ??
    sharing.reduce((nearest, source) => (missing(source) < missing(nearest) ? source : nearest))
  );
}

/** @throws KindredError WRONG_FILE naming the missing columns and, where it is known, what the file is instead */
export function readHeader(source: Source, cells: readonly string[], name: string): Header {
  const header = new Header(source, cells, name);
  const known = [...source.layouts.flat(), ...Object.keys(source.aliases ?? {}), ...(source.labelColumns ?? [])];
  for (const column of known) header.get(column); // before any row
  const missing = missingColumns(source, header);
  if (missing.some((columns) => columns.length === 0)) return header;
  throw new KindredError(
    "WRONG_FILE",
    `${name} is not ${source.title}. Missing columns: ${describeMissing(missing)}.${hintFor(source, cells)} Give ${source.title}.`,
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
