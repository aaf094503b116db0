// The request and the report of an import.
import type { Viewer } from "../access/viewer.js";

export const sourceKinds = [
  "gias",
  "links",
  "absence",
  "performance-absence",
  "performance-census",
  "performance-spine",
  "performance-regions",
  "similar-schools",
] as const;
export type SourceKind = (typeof sourceKinds)[number];

export type Encoding = "utf-8" | "utf-8-bom" | "windows-1252";

/** The files to import, at least one. All paths are of files, except `directory`. */
export interface ImportRequest {
  /** GIAS `edubasealldata.csv`. */
  readonly gias?: string;
  /** GIAS `links_edubasealldata.csv`. */
  readonly links?: string;
  /** `1a_absence_3term_school.csv` of an absence release. */
  readonly absence?: string;
  /** A folder with england_abs, england_census, england_spine and la_and_region_codes_meta; `year` as `2018/19`. */
  readonly performanceTables?: { readonly directory: string; readonly year: string };
  /** `secondary_values_….csv`, and the academic year that its circumstances count for, as `2025/26`. */
  readonly similarSchools?: { readonly path: string; readonly year: string };
  /** The release date of the files, as `2026-04-01`. Of two files of one kind, the later release supersedes. */
  readonly released?: string;
  /** Import a file even where it ends many current figures or links. */
  readonly replace?: boolean;
}

export interface ImportProgress {
  readonly kind: SourceKind;
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
  readonly kind: SourceKind;
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
  /** The number of current figures and links that are missing from the file and have ended. */
  readonly ended: number;
  readonly releasedBy: ReleasedBy;
  /** Files with rows that this file supersedes. */
  readonly superseded: readonly FileRows[];
  /** Files that supersede rows of this file. */
  readonly overtaking: readonly FileRows[];
  /** The same bytes were imported before as the same kind and year. The counts are those of that import. */
  readonly alreadyImported: boolean;
  /** The file was imported before and has a new release date now. */
  readonly redated: boolean;
  /** The first 20 rejected rows. The table `rejected_row` has all of them. */
  readonly rejected: readonly Rejection[];
}
