// A source: one kind of published file. Its object says all that Kindred knows of the kind: how a request names the
// file, how the file is recognised, which columns it has, how its rows become facts, and which kind takes precedence
// where several have a value for one school. A folder of `sources/` exports one source, or all that share an option.
import type { DirectoryFact, Facts } from "./facts.js";
import type { RowReader } from "./row-reader.js";

/** How a request and the command line give files. Sources whose files come in one folder share one option. */
export interface FileOption {
  /** The key in a request. On the command line `performanceTables` is `--performance-tables`. */
  readonly name: string;
  /** For the command's help. */
  readonly description: string;
  readonly takes: "file" | "folder";
  /** The academic year must be given too, because the files do not name it. */
  readonly needsYear: boolean;
  /**
   * The academic year, as `2018/19`, in the publisher's name of a file or folder; null without one. An import under
   * another year is refused.
   */
  yearInName?(name: string): string | null;
}

/**
 * A row's facts and its `subject`, such as its URN: a second row with the same subject is rejected. Or the reason why a
 * good row is skipped.
 */
export type Reading = { readonly subject: string; readonly facts: Facts } | { readonly skipped: string };

export interface Reader {
  /** @throws RowRejected if the row is faulty */
  read(row: RowReader): Reading;
  /** Directory facts that are known only after the last row. */
  remaining?(): readonly DirectoryFact[];
}

export interface Source {
  /** Kebab case, unique; kept with each imported file. */
  readonly kind: string;
  /** For messages: `a GIAS extract (edubasealldata….csv)`. */
  readonly title: string;
  readonly option: FileOption;
  /**
   * The usual names of the file, where several sources share the option. Under another name its header shows what it
   * is.
   */
  readonly fileNames?: RegExp;
  /**
   * What the source is for. A source for `directoryRow` is a directory. A school that no directory names is kept as a
   * stub.
   */
  readonly feeds: keyof Facts;
  /**
   * Where several kinds of file have a value for one school, the lowest number wins. Each source has its own: the
   * README of `sources/` lists them.
   */
  readonly precedence: number;
  /** If the file for a year lists a school, the school was open in that year. */
  readonly isCensus?: true;
  /** The required columns of each layout that the publisher has used. A file must match one of them. */
  readonly layouts: readonly (readonly string[])[];
  /** Column -> its names in other years' files. Case, spaces and underscores do not count. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  /** The columns that are read with `RowReader.label`. */
  readonly labelColumns?: readonly string[];
  /** The column that identifies a row's subject. */
  readonly key: string;
  /** The sheets of a workbook that users save as CSV: `the sheet “CFR Data”`. Without it the file is published as CSV. */
  readonly sheets?: string;
  /** Why a row with fewer cells than the header is skipped; null if it is a fault. The cells that it lacks are empty. */
  skipShortRow?(row: RowReader): string | null;
  /** Names the file that people often mistake for this one, from a header that matches no layout; null if unknown. */
  describeOtherFile?(header: ReadonlySet<string>): string | null;
  /** @param year the academic year from the request; `""` unless the option needs one */
  open(year: string): Reader;
}
