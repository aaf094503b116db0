// The lists of a comparison, from runs in the database.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { KindredError } from "../../errors.js";
import { unpackPopulation } from "../../population/packing.js";
import type { Population } from "../../population/population.js";
import { everyCohort, populationForAnalysis } from "../../runs/store.js";
import type { PeerLists, Schools } from "../lists.js";
import type { Source } from "../source.js";
import { assertAttributes, attributesRead } from "./attributes.js";
import { explainRuns } from "./explain.js";
import { findComparable, type NamedRun } from "./find.js";
import { groupsOf } from "./groups.js";
import { type HeldOut, readHeldOut } from "./held-out.js";
import { sourceOfRuns } from "./source-of-runs.js";

export interface RunsRequest {
  /** Ids of two to eight complete runs over one population, in the order in which they are compared. */
  readonly runs: readonly string[];
  /** Circumstances to measure balance on. Empty: those that at least one of the strategies reads. */
  readonly attributes: readonly string[];
  /** An academic year. Default: the earliest with figures. */
  readonly heldOut?: string;
  readonly seed: number;
}

export interface ReadRunsOptions {
  /** npm packages to find strategies in, besides `plugins/`. */
  readonly packages: readonly string[];
  /** For the audit. */
  readonly operation: string;
  readonly signal?: AbortSignal;
  /** Receives the number of cohorts read, and of all cohorts. */
  onProgress?(done: number, total: number): void;
}

/**
 * Reads the runs' population, the held-out year, and then every cohort, which is audited once.
 * @throws KindredError as `findComparable`, `assertAttributes`, `attributesRead` and `readHeldOut`; CANCELLED
 */
export async function readRuns(
  database: Database,
  viewer: Viewer,
  request: RunsRequest,
  options: ReadRunsOptions,
): Promise<Source> {
  assertAttributes(request.attributes);
  const runs = await findComparable(database, viewer, request.runs);
  const [first] = runs;
  const asked = request.attributes.length > 0 ? request.attributes : null;
  const attributes =
    asked ??
    (await attributesRead(
      runs.map(({ run }) => run),
      options.packages,
    ));
  const packed = await populationForAnalysis(database, viewer, first!.run.id);
  const population = await unpackPopulation(packed);
  const heldOut = await readHeldOut(database, population, request.heldOut);
  const lists = await readLists(database, viewer, runs, population, options);
  const compared = { schools: schoolsOf(population, attributes, heldOut), lists, seed: request.seed };
  const explain: Source["explain"] = (row, others, signal) => {
    const urns = others.map((other) => population.urn[other]!);
    const question = { urn: population.urn[row]!, others: urns, signal };
    return explainRuns(
      runs.map(({ run }) => run),
      packed,
      options.packages,
      question,
    );
  };
  return sourceOfRuns({ runs, population, heldOut, compared, explain });
}

function schoolsOf(
  population: Population,
  attributes: readonly (keyof Population["columns"])[],
  heldOut: HeldOut | null,
) {
  const { urn, block, columns, easting, northing } = population;
  const schools: Schools = {
    ids: Array.from(urn, String),
    keys: urn,
    block,
    attributes: Object.fromEntries(attributes.map((name) => [name, columns[name]])),
    outcome: columns.attendance.every(Number.isNaN) ? null : columns.attendance,
    heldOut: heldOut?.attendance ?? null,
    groups: groupsOf(population),
    easting,
    northing,
  };
  return schools;
}

async function readLists(
  database: Database,
  viewer: Viewer,
  runs: readonly NamedRun[],
  { urn, size }: Population,
  { operation, signal, onProgress }: ReadRunsOptions,
): Promise<PeerLists[]> {
  const rowOf = new Map(Array.from(urn, (school, row) => [school, row]));
  const lists = runs.map(({ name, run }) => ({
    runId: run.id,
    name,
    peers: new Array<Int32Array>(size).fill(new Int32Array(0)),
    distances: new Array<Float64Array>(size).fill(new Float64Array(0)),
  }));
  const listOf = new Map(lists.map((list) => [list.runId, list]));
  const ids = lists.map(({ runId }) => runId);
  let done = 0;
  for await (const batch of everyCohort(database, viewer, ids, operation, (cohorts) =>
    cohorts.select(["cohort.runId", "cohort.urn", "cohort.peers", "cohort.distances"]),
  )) {
    if (signal?.aborted) throw new KindredError("CANCELLED", "The comparison was cancelled. Nothing was written.");
    for (const { runId, urn: school, peers, distances } of batch) {
      const list = listOf.get(runId)!;
      const row = rowOf.get(school)!;
      list.peers[row] = Int32Array.from(peers, (peer) => rowOf.get(peer)!);
      list.distances[row] = Float64Array.from(distances);
    }
    done += batch.length;
    onProgress?.(done, size * runs.length);
  }
  return lists.map(({ name, peers, distances }) => ({ name, peers, distances }));
}
