// What an import is asked and what it answers.

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

/** rowsRead = rowsStored + rowsRejected + the sum of rowsSkipped, always. */
export interface ImportReport {
  readonly kind: SourceKind;
  readonly name: string;
  readonly sha256: string;
  readonly encoding: Encoding;
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsRejected: number;
  /** cause -> rows */
  readonly rowsSkipped: Readonly<Record<string, number>>;
  /** The same bytes were imported before as the same kind and year: nothing changed, the counts are of that import. */
  readonly alreadyImported: boolean;
  /** The first 20; all of them are in `rejected_row`. */
  readonly rejected: readonly Rejection[];
}
