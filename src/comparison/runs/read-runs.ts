// The lists of a comparison, from runs in the database.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { unpackPopulation } from "../../population/packing.js";
import type { Population } from "../../population/population.js";
import { shiftYear } from "../../population/year.js";
import { populationForAnalysis } from "../../runs/store.js";
import type { Schools } from "../lists.js";
import { assertPersistence, usualPersistence } from "../rank-biased-overlap.js";
import type { Source } from "../source.js";
import { steadinessOf } from "../steadiness/steadiness.js";
import { type Attribute, assertAttributes, attributesRead } from "./attributes.js";
import { explainRuns } from "./explain.js";
import { assertRuns, findComparable } from "./find.js";
import { groupsOf } from "./groups.js";
import { type HeldOut, readHeldOut } from "./held-out.js";
import { type ReadListsOptions, readLists } from "./read-lists.js";
import { rerunnable } from "./rerunnable.js";
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
  const again = request.steadiness ? await rerunnable(runs, population, options.packages) : [];
  const populated = runs.map((run) => ({ ...run, population }));
  const lists = await readLists(database, viewer, populated, options);
  const compared = { schools: schoolsOf(population, attributes, heldOut), lists, seed, p };
  const further = request.steadiness ? [steadinessOf(again, compared, population, options.packages)] : [];
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
  return sourceOfRuns({ runs, population, heldOut, compared }, further, explain);
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
