// Two runs of different base years, which are compared school by school in place of list by list.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import type { Run } from "../../runs/run.js";
import { assertFinished, runsById } from "../../runs/store.js";

export interface TwoYears {
  readonly older: Run;
  readonly newer: Run;
}

/**
 * Null unless these are two runs of different base years, in any order: `findComparable` says what is wrong with others.
 * Reads no cohort.
 * @throws KindredError RUN_UNFINISHED
 */
export async function findTwoYears(
  database: Database,
  viewer: Viewer,
  ids: readonly string[],
): Promise<TwoYears | null> {
  const [one, other, ...more] = await runsById(database, viewer, ids);
  if (!one || !other || more.length > 0 || one.baseYear === other.baseYear) return null;
  [one, other].forEach(assertFinished);
  return one.baseYear < other.baseYear ? { older: one, newer: other } : { older: other, newer: one };
}
