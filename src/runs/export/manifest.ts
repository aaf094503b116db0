// What an export holds and what its run was made from, so that anyone can check it and make it again.
import type { Run } from "../run.js";

/** Raised when a file or the manifest changes its form. */
export const formatVersion = 1;

export interface ExportedFile {
  readonly file: string;
  /** Without the line of column names. */
  readonly rows: number;
  readonly sha256: string;
}

export interface ExportCounts {
  readonly schools: number;
  readonly matched: number;
  /** reason -> schools */
  readonly unmatched: Readonly<Record<string, number>>;
}

/** Names neither time nor place: the same run has the same manifest anywhere. */
export const manifestAsJson = (run: Run, counts: ExportCounts, files: readonly ExportedFile[]): string =>
  asJson({ ...originOf(run), counts, files });

/** What a run was made from, and its names: `kindred run --from` makes it again. */
export function originOf(run: Run) {
  const { id, fingerprint, strategy, version, engineVersion, parameters, constraints } = run;
  const { populationId, baseYear, circumstancesYear } = run;
  return {
    run: { id, fingerprint, strategy, version, engineVersion, parameters, constraints },
    population: { id: populationId, baseYear, circumstancesYear },
  };
}

export const asJson = (manifest: object): string =>
  `${JSON.stringify({ format: formatVersion, ...manifest }, null, 2)}\n`;
