// The lists of a comparison, from runs in the database.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { KindredError } from "../../errors.js";
import { normaliseConstraints } from "../../matching/constraints.js";
import { findStrategies } from "../../matching/discovery.js";
import type { PeersExplanation } from "../../matching/explain/explanation.js";
import { frameOf } from "../../matching/frame.js";
import { openExplainer } from "../../matching/process/explainer.js";
import { type PackedPopulation, unpackPopulation } from "../../population/packing.js";
import type { Population } from "../../population/population.js";
import { shiftYear } from "../../population/year.js";
import { peersRequest } from "../../runs/explainable.js";
import type { Run } from "../../runs/run.js";
import { populationForAnalysis } from "../../runs/store.js";
import type { Schools } from "../lists.js";
import { assertPersistence, usualPersistence } from "../rank-biased-overlap.js";
import type { Source } from "../source.js";
import { type Rerunnable, steadinessOf } from "../steadiness/steadiness.js";
import { type Attribute, assertAttributes, attributesRead, circumstancesRead } from "./attributes.js";
import { assertRuns, findComparable, type NamedRun } from "./find.js";
import { groupsOf } from "./groups.js";
import { type HeldOut, readHeldOut } from "./held-out.js";
import { type ReadListsOptions, readLists } from "./read-lists.js";
import { type RunsSource, sourceOfRuns } from "./source-of-runs.js";

export interface RunsRequest {
  /** Ids of two to eight complete runs over one population, in the order in which they are compared. */
  readonly runs: readonly string[];
  /** Circumstances to measure balance on. Empty: those that at least one of the strategies reads. */
  readonly attributes: readonly string[];
  /** An academic year. Default: the earliest with figures. */
  readonly heldOut?: string;
  readonly seed: number;
  /** As `Compared.p`. Default: the usual .9. */
  readonly p?: number;
  /** Runs the strategies again on changed figures. Default: no. */
  readonly steadiness?: boolean;
}

export interface ReadRunsOptions extends ReadListsOptions {
  /** npm packages to find strategies in, besides `plugins/`. */
  readonly packages: readonly string[];
}

/**
 * Reads the runs' population, the held-out year, and then every cohort, which is audited once.
 * @throws KindredError as `assertAttributes`, `assertPersistence`, `findComparable`, `attributesRead`, `rerunnable` and
 *   `readHeldOut`; CANCELLED
 */
export async function readRuns(
  database: Database,
  viewer: Viewer,
  request: RunsRequest,
  options: ReadRunsOptions,
): Promise<RunsSource> {
  const { seed, p = usualPersistence } = request;
  checkRequest(request);
  const named = await findComparable(database, viewer, request.runs);
  const runs = named.map(({ run }) => run);
  const asked = request.attributes.length > 0 ? request.attributes : null;
  const attributes = asked ?? (await attributesRead(runs, options.packages));
  const packed = await populationForAnalysis(database, viewer, runs[0]!.id);
  const population = await unpackPopulation(packed);
  const heldOut = await readHeldOut(database, population, request.heldOut);
  const again = request.steadiness ? await rerunnable(named, population, options.packages) : [];
  const populated = named.map((run) => ({ ...run, population }));
  const lists = await readLists(database, viewer, populated, options);
  const compared = { schools: schoolsOf(population, attributes, heldOut), lists, seed, p };
  const further = request.steadiness ? [steadinessOf(again, compared, population, options.packages)] : [];
  const explain: Source["explain"] = (row, others, signal) => {
    const urns = others.map((other) => population.urn[other]!);
    return explainRuns(runs, packed, options.packages, { urn: population.urn[row]!, others: urns, signal });
  };
  return sourceOfRuns({ runs: named, population, heldOut, compared }, further, explain);
}

/**
 * Checks all of a request that needs no database.
 * @throws KindredError as `assertAttributes`, `assertPersistence` and `assertRuns`; BAD_ARGUMENT if the held-out year is
 *   malformed
 */
export function checkRequest(
  request: RunsRequest,
): asserts request is RunsRequest & { readonly attributes: readonly Attribute[] } {
  const { runs, attributes, p = usualPersistence, heldOut } = request;
  assertRuns(runs);
  assertAttributes(attributes);
  assertPersistence(p);
  if (heldOut !== undefined) shiftYear(heldOut, 0);
}

function schoolsOf(
  population: Population,
  attributes: readonly (keyof Population["columns"])[],
  heldOut: HeldOut | null,
): Schools {
  const { urn, block, columns, easting, northing } = population;
  return {
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
}

/**
 * @param packages npm packages to find strategies in, besides `plugins/`
 * @throws KindredError as `circumstancesRead`
 */
async function rerunnable(
  runs: readonly NamedRun[],
  population: Population,
  packages: readonly string[],
): Promise<Rerunnable[]> {
  const strategies = await findStrategies(packages);
  return runs.map(({ name, run }) => ({
    name,
    strategy: run.strategy,
    parameters: run.parameters,
    frame: frameOf(population, normaliseConstraints(run.constraints)),
    attributes: circumstancesRead(run, strategies, "it cannot be run again. Leave out --steadiness."),
  }));
}

/**
 * For each run what its strategy says about schools as peers of one; null if it is not installed in the run's version.
 * @param packages npm packages to find strategies in, besides `plugins/`
 * @throws KindredError STRATEGY_FAILED | CANCELLED
 */
async function explainRuns(
  runs: readonly Run[],
  population: PackedPopulation,
  packages: readonly string[],
  { urn, others, signal }: { readonly urn: number; readonly others: readonly number[]; readonly signal: AbortSignal },
): Promise<(PeersExplanation | null)[]> {
  const explainer = openExplainer(packages);
  const explained: (PeersExplanation | null)[] = [];
  try {
    for (const run of runs) {
      const request = peersRequest({ ...run, readPopulation: async () => population }, urn, others);
      explained.push(await explainer.explainPeers(request, signal).catch(nullIfNotInstalled));
    }
  } finally {
    await explainer.close();
  }
  return explained;
}

function nullIfNotInstalled(error: unknown): null {
  if (error instanceof KindredError && (error.code === "CONFLICT" || error.code === "UNKNOWN_STRATEGY")) return null;
  throw error;
}
