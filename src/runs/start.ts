// Starts and cancels runs. The same strategy, version, parameters, constraints and population are the same run: starting
// it again returns it, or queues it again if it failed or was cancelled.
import { recordAct } from "../access/acts.js";
import { mayAnalyse, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import { createJob, requestCancel, requeueJob } from "../jobs/queue.js";
import { assertPopulationColumns } from "../matching/columns.js";
import { normaliseConstraints } from "../matching/constraints.js";
import { findStrategy } from "../matching/discovery.js";
import { normaliseParameters } from "../matching/parameters.js";
import { assertFigures, type Freeze } from "../population/current.js";
import { freezeInProcess } from "../population/freeze.js";
import { shiftYear } from "../population/year.js";
import { engineVersion } from "../programs.js";
import { fingerprintOf, uuidOf } from "./fingerprint.js";
import type { Run } from "./run.js";
import { requireRun } from "./store.js";

export interface RunRequest {
  readonly strategy: string;
  /** Defaults are filled in where not given. */
  readonly parameters?: unknown;
  readonly constraints?: unknown;
  readonly baseYear: string;
  /** Default: the base year. */
  readonly circumstancesYear?: string;
  /** Of a run to be made again: refuse to start another one. */
  readonly same?: { readonly version: string; readonly populationId: string };
}

/**
 * Finds the run or queues it. A run that failed or was cancelled is queued again.
 * @param packages npm packages to find strategies in, in addition to `plugins/`
 * @param freeze freezes the population, here or in a worker; not called for a request that is refused
 * @throws KindredError FORBIDDEN | UNKNOWN_STRATEGY | BAD_PLUGIN | BAD_PARAMETERS | BAD_ARGUMENT | NO_DATA |
 *   CONFLICT if it is not the `same` run
 */
export async function startRun(
  database: Database,
  viewer: Viewer,
  request: RunRequest,
  packages: readonly string[],
  freeze: Freeze = freezeInProcess,
): Promise<Run> {
  requireAnalyst(viewer);
  const { name, version, parameters, constraints } = await checkRequest(request, packages);
  await assertFigures(database, request);
  const populationId = await freeze(database, request);
  requireSame(`population of ${request.baseYear}`, populationId, request.same?.populationId);
  const parts = { strategy: name, version, parameters, constraints, populationId };
  const fingerprint = fingerprintOf(parts);
  const id = uuidOf(fingerprint);
  await database.transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [fingerprint]);
    const existing = await build(sql).selectFrom("run").select("jobId").where("id", "=", id).executeTakeFirst();
    if (existing && !(await requeueJob(sql, existing.jobId))) return;
    await recordAct(sql, viewer, { type: "RUN_STARTED", subjectKind: "RUN", subject: id, year: request.baseYear });
    if (existing) return;
    const jobId = await createJob(sql, "run", { runId: id });
    const asText = { parameters: JSON.stringify(parameters), constraints: JSON.stringify(constraints) };
    await build(sql)
      .insertInto("run")
      .values({ id, fingerprint, strategy: name, version, engineVersion, ...asText, populationId, jobId })
      .execute();
  });
  return requireRun(database, viewer, id);
}

/**
 * Checks all of a request that needs no database.
 * @returns the strategy, and its normalised parameters and constraints
 * @throws KindredError UNKNOWN_STRATEGY | BAD_PLUGIN | BAD_PARAMETERS | BAD_ARGUMENT | CONFLICT if the version of the
 *   strategy is not that of the `same` run
 */
export async function checkRequest(request: RunRequest, packages: readonly string[]) {
  const { baseYear, circumstancesYear = baseYear } = request;
  for (const year of [baseYear, circumstancesYear]) shiftYear(year, 0);
  const strategy = await findStrategy(request.strategy, packages);
  const { name, version } = strategy;
  requireSame(`version of ${name}`, version, request.same?.version);
  const parameters = normaliseParameters(strategy, request.parameters);
  assertPopulationColumns(strategy, parameters);
  return { name, version, parameters, constraints: normaliseConstraints(request.constraints) };
}

function requireSame(what: string, here: string, needed = here): void {
  if (here === needed) return;
  throw new KindredError(
    "CONFLICT",
    `The run cannot be made again: the ${what} is ${here} here, not ${needed}. ` +
      "Install the same version of Kindred and its plugins, and import the same files.",
  );
}

/**
 * Requests that a run stop. A run that has ended stays as it is.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function cancelRun(database: Database, viewer: Viewer, id: string): Promise<Run> {
  requireAnalyst(viewer);
  const { jobId, baseYear } = await requireRun(database, viewer, id);
  const deed = { type: "RUN_CANCELLED", subjectKind: "RUN", subject: id, year: baseYear } as const;
  await requestCancel(database, jobId, { viewer, deed });
  return requireRun(database, viewer, id);
}

function requireAnalyst(viewer: Viewer): void {
  if (mayAnalyse(viewer)) return;
  throw new KindredError("FORBIDDEN", "Only analysts and the department may start and cancel runs.");
}
