// What an export holds and what its run was made from, so that anyone can check it and make it again.
import type { Run } from "../run.js";

/** Raised when a file or the manifest changes its form. */
const formatVersion = 1;

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
export function manifestAsJson(run: Run, counts: ExportCounts, files: readonly ExportedFile[]): string {
  const { id, fingerprint, strategy, version, engineVersion, parameters, constraints } = run;
  const { populationId, baseYear, circumstancesYear } = run;
  const manifest = {
    format: formatVersion,
    run: { id, fingerprint, strategy, version, engineVersion, parameters, constraints },
    population: { id: populationId, baseYear, circumstancesYear },
    counts,
    files,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
