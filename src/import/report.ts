// What an import is asked and what it answers.
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

/** What to import; each part is optional, at least one is given. Paths are of files but for `directory`. */
export interface ImportRequest {
  /** GIAS `edubasealldata.csv`. */
  readonly gias?: string;
  /** GIAS `links_edubasealldata.csv`. */
  readonly links?: string;
  /** `1a_absence_3term_school.csv` of an absence release. */
  readonly absence?: string;
  /** A folder with england_abs, england_census, england_spine and la_and_region_codes_meta; `year` as `2018/19`. */
  readonly performanceTables?: { readonly directory: string; readonly year: string };
  /** `secondary_values_….csv`; the academic year that its circumstances count for, as `2025/26`. */
  readonly similarSchools?: { readonly path: string; readonly year: string };
  /** When the files were published, as `2026-04-01`: of files of one kind the later release supersedes. */
  readonly released?: string;
  /** Take a file even where it ends many figures or links that stand. */
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
  /** Who imports; the command line unless given. */
  readonly viewer?: Viewer;
  /** Cancels: nothing of the file at hand stays, files before it do. */
  readonly signal?: AbortSignal;
}

export interface Rejection {
  /** Line of the file, its header being line 1. */
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

/** How many rows of another file are concerned. */
export interface FileRows {
  readonly file: string;
  /** ISO date */
  readonly released: string;
  readonly rows: number;
}

/** What decides on a file's release date: `--released`, its name, or nothing but the day of its import. */
export type ReleasedBy = "OPTION" | "NAME" | "IMPORT";

/** rowsRead = rowsStored + rowsRejected + the sum of rowsSkipped, always. */
export interface ImportReport {
  readonly kind: SourceKind;
  readonly name: string;
  readonly sha256: string;
  readonly encoding: Encoding;
  /** Lines that are read in the other encoding, UTF-8 or Windows-1252: the first 20, and how many. */
  readonly strayLines: readonly number[];
  readonly strayLineCount: number;
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsRejected: number;
  /** `column: cause` -> rows */
  readonly rejections: Readonly<Record<string, number>>;
  /** cause -> rows */
  readonly rowsSkipped: Readonly<Record<string, number>>;
  /** Figures and links that stood before and that the file no longer has. */
  readonly ended: number;
  readonly releasedBy: ReleasedBy;
  /** Files whose rows this one's now stand before. */
  readonly superseded: readonly FileRows[];
  /** Files whose rows stand before this one's. */
  readonly overtaking: readonly FileRows[];
  /** The same bytes were imported before as the same kind and year: the counts are of that import. */
  readonly alreadyImported: boolean;
  /** It was imported before, and `--released` gave it another date now. */
  readonly redated: boolean;
  /** The first 20; all of them are in `rejected_row`. */
  readonly rejected: readonly Rejection[];
}
