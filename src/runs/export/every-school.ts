// Reads secret rows of every school for an export, in batches of schools.
import type { Database } from "../../database/database.js";
import { build } from "../../database/query-builder.js";
import { KindredError } from "../../errors.js";

/** By its id, or the one that counts for an academic year. */
export type IdOrYear = { readonly id: string } | { readonly year: string };

/** Schools per statement, so that no statement delays other work for long. */
const batchSize = 500;

export interface ExportOptions {
  readonly signal: AbortSignal;
  /** Receives the number of schools read, and of all schools. */
  readonly onProgress: (stage: string, done: number, total: number) => void;
}

/**
 * The rows that `read` finds for the schools of the directory, which is public, in order of URN.
 * @param read aligned with the URNs; null for a school without a row; decides what the viewer may read, and audits
 * @throws KindredError CANCELLED
 */
export async function readEverySchool<Row>(
  database: Database,
  { signal, onProgress }: ExportOptions,
  read: (urns: readonly number[]) => Promise<readonly (Row | null)[]>,
): Promise<Row[]> {
  const schools = await build(database).selectFrom("school").select("urn").orderBy("urn").execute();
  const found: Row[] = [];
  for (let start = 0; start < schools.length; start += batchSize) {
    if (signal.aborted) throw new KindredError("CANCELLED", "The export was cancelled. Nothing was written.");
    const urns = schools.slice(start, start + batchSize).map(({ urn }) => urn);
    for (const row of await read(urns)) if (row !== null) found.push(row);
    onProgress("reading schools", start + urns.length, schools.length);
  }
  return found;
}
