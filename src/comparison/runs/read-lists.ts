// The cohorts of runs as lists of peers.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { KindredError } from "../../errors.js";
import type { Population } from "../../population/population.js";
import { everyCohort } from "../../runs/store.js";
import type { PeerLists } from "../lists.js";
import type { NamedRun } from "./find.js";

/** A run with its own population: rows of its list are rows of this population. */
interface PopulatedRun extends NamedRun {
  readonly population: Pick<Population, "urn" | "size">;
}

export interface ReadListsOptions {
  /** For the audit. */
  readonly operation: string;
  readonly signal?: AbortSignal;
  /** Receives the number of cohorts read, and of all cohorts. */
  onProgress?(done: number, total: number): void;
}

/** In the order of `runs`. Audited once. @throws KindredError CANCELLED */
export async function readLists(
  database: Database,
  viewer: Viewer,
  runs: readonly PopulatedRun[],
  { operation, signal, onProgress }: ReadListsOptions,
): Promise<PeerLists[]> {
  const lists = runs.map(({ name, run, population: { urn, size } }) => ({
    runId: run.id,
    name,
    rowOf: new Map(Array.from(urn, (school, row) => [school, row])),
    peers: new Array<Int32Array>(size).fill(new Int32Array(0)),
    distances: new Array<Float64Array>(size).fill(new Float64Array(0)),
  }));
  const listOf = new Map(lists.map((list) => [list.runId, list]));
  const ids = lists.map(({ runId }) => runId);
  const total = runs.reduce((sum, { population }) => sum + population.size, 0);
  let done = 0;
  for await (const batch of everyCohort(database, viewer, ids, operation, (cohorts) =>
    cohorts.select(["cohort.runId", "cohort.urn", "cohort.peers", "cohort.distances"]),
  )) {
    if (signal?.aborted) throw new KindredError("CANCELLED", "The comparison was cancelled. Nothing was written.");
    for (const { runId, urn, peers, distances } of batch) {
      const list = listOf.get(runId)!;
      const row = list.rowOf.get(urn)!;
      list.peers[row] = Int32Array.from(peers, (peer) => list.rowOf.get(peer)!);
      list.distances[row] = Float64Array.from(distances);
    }
    done += batch.length;
    onProgress?.(done, total);
  }
  return lists.map(({ name, peers, distances }) => ({ name, peers, distances }));
}
