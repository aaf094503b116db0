// The request and the report of an import.
import type { Viewer } from "../access/viewer.js";

export type Encoding = "utf-8" | "utf-8-bom" | "windows-1252";

/** A path. For files that do not name their academic year also the year, as `2018/19`. */
export type GivenFile =
  | string
  | { readonly path: string; readonly year: string }
  | { readonly directory: string; readonly year: string };

/** The files to import, at least one, by the option of their source: `{ gias: "edubasealldata.csv" }`. */
export type ImportRequest = Readonly<Record<string, GivenFile | boolean | undefined>> & {
  /** The release date of the files, as `2026-04-01`. Of two files of one kind, the later release supersedes. */
  readonly released?: string;
  /** Import a file even where it ends many current figures or links. */
  readonly replace?: boolean;
};

export interface ImportProgress {
  readonly kind: string;
  readonly name: string;
  /** Bytes of this file. */
  readonly done: number;
  readonly total: number;
}

export interface ImportOptions {
  readonly onProgress?: (progress: ImportProgress) => void;
  /** The caller; the command line unless given. */
  readonly viewer?: Viewer;
  /** Cancels the import: nothing from the current file is stored, files before it stay. */
  readonly signal?: AbortSignal;
}

export interface Rejection {
  /** Line in the file, starting at 1. */
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

/** The number of affected rows of another file. */
export interface FileRows {
  readonly file: string;
  /** ISO date */
  readonly released: string;
  readonly rows: number;
}

/** The source of a file's release date: `--released`, its name, or, without either, the day of its import. */
export type ReleasedBy = "OPTION" | "NAME" | "IMPORT";

/** Always: rowsRead = rowsStored + rowsRejected + the sum of rowsSkipped. */
export interface ImportReport {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly encoding: Encoding;
  /** The first 20 lines that are in the other encoding, UTF-8 or Windows-1252, and their number. */
  readonly strayLines: readonly number[];
  readonly strayLineCount: number;
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsRejected: number;
  /** `column: cause` -> number of rows */
  readonly rejections: Readonly<Record<string, number>>;
  /** cause -> number of rows */
  readonly rowsSkipped: Readonly<Record<string, number>>;
  /** `column: label` -> number of rows: labels that Kindred does not know, read as missing. */
  readonly unknownLabels: Readonly<Record<string, number>>;
  /** The number of current figures and links that are missing from the file and have ended. */
  readonly ended: number;
  readonly releasedBy: ReleasedBy;
  /** Files with rows that this file supersedes. */
  readonly superseded: readonly FileRows[];
  /** Files that supersede rows of this file. */
  readonly supersededBy: readonly FileRows[];
  /** The same bytes were imported before as the same kind and year. The counts are from that import. */
  readonly alreadyImported: boolean;
  /** The file was imported before and has a new release date now. */
  readonly redated: boolean;
  /** The first 20 rejected rows. The table `rejected_row` has all of them. */
  readonly rejected: readonly Rejection[];
}
