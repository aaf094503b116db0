// Reads targets. Every function checks the viewer before any SQL and audits what it discloses.
import type { Expression } from "kysely";
import { disclose, type Scoped } from "../access/disclosure.js";
import { everySchool, mayGovern, scopeOf, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { readPopulation } from "../population/freeze.js";
import { type Cohort, cohortOf } from "../runs/cohort.js";
import { type ExplainableCohort, type ExplainableRun, explainableColumns } from "../runs/explainable.js";
import type { BaselineKind, Flag, Outcome, TargetParts } from "./target.js";

export interface TargetRow {
  readonly setId: string;
  readonly urn: number;
  readonly baseYear: string;
  readonly targetYear: string;
  readonly status: "DRAFT" | "ISSUED" | "SUPERSEDED";
  readonly outcome: Outcome;
  /** Minimum attendance, per cent, exact to 0.1; null unless the outcome is `SET`. */
  readonly target: number | null;
  /** Attendance that the target starts from, per cent, to 6 decimal places. */
  readonly baseline: number | null;
  readonly baselineKind: BaselineKind | null;
  readonly flags: readonly Flag[];
  readonly parts: TargetParts;
}

interface ReadOptions {
  /** Target year. Default: the latest with an issued target. */
  readonly year?: string;
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

/** A query for `disclose`. */
const selectTargets = (from: Scoped) =>
  from
    .selectFrom("scoped")
    .innerJoin("target", "target.urn", "scoped.urn")
    .innerJoin("targetSet", "targetSet.id", "target.setId")
    .select(["target.setId", "target.urn", "targetSet.baseYear", "targetSet.targetYear", "targetSet.status"])
    .select(["outcome", "baselineKind", "flags", "parts"])
    .select(({ cast }) => [
      cast<number | null>("target.target", "float8").as("target"),
      cast<number | null>("target.baseline", "float8").as("baseline"),
    ])
    .$narrowType<Pick<TargetRow, "status" | "outcome" | "baselineKind" | "parts"> & { flags: Flag[] }>();

/** Issued targets, aligned with `urns`; null where the viewer may read none. One statement; audited. */
export async function targetsOf(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  { year, operation }: ReadOptions = {},
): Promise<(TargetRow | null)[]> {
  const rows = await disclose<TargetRow>(database, {
    viewer,
    scope: scopeOf(viewer, "TARGETS"),
    urns,
    subject: "target",
    operation,
    select: (from) =>
      selectTargets(from)
        .distinctOn("target.urn")
        .where("status", "=", "ISSUED")
        .$if(year != null, (targets) => targets.where("targetYear", "=", year!))
        .orderBy("target.urn")
        .orderBy("targetYear", "desc"),
  });
  return inOrder(urns, rows, ({ urn }) => urn);
}

/**
 * Targets of one set, drafts included, aligned with `urns`; all null unless the viewer may govern. One statement;
 * audited.
 */
export async function draftTargetsOf(
  database: Database,
  viewer: Viewer,
  setId: string,
  urns: readonly number[],
  { operation }: Pick<ReadOptions, "operation"> = {},
): Promise<(TargetRow | null)[]> {
  const rows = await disclose<TargetRow>(database, {
    viewer,
    scope: mayGovern(viewer) ? [everySchool] : [],
    urns,
    subject: "target",
    operation,
    select: (from) =>
      selectTargets(from)
        .where(({ eb, cast }) => eb(cast("targetSet.id", "text"), "=", setId))
        .where("status", "<>", "DRAFTING"),
  });
  return inOrder(urns, rows, ({ urn }) => urn);
}

/**
 * Reads the run behind a school's own issued target, and the school's cohort in that run. No rows unless the viewer is
 * that school.
 */
function readOwn<Row extends { readonly urn: number }>(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  operation: string | undefined,
  select: (from: Scoped) => Expression<Row>,
): Promise<Row[]> {
  return disclose(database, {
    viewer,
    scope: scopeOf(viewer, "TARGETS"),
    urns: viewer.role === "SCHOOL" ? urns.filter((urn) => urn === viewer.urn) : [],
    subject: "cohort",
    operation,
    select,
  });
}

const selectOwn = (from: Scoped) =>
  from
    .selectFrom("scoped")
    .innerJoin("target", "target.urn", "scoped.urn")
    .innerJoin("targetSet", "targetSet.id", "target.setId")
    .innerJoin("run", "run.id", "targetSet.runId")
    .innerJoin("cohort", (join) => join.onRef("cohort.runId", "=", "run.id").onRef("cohort.urn", "=", "scoped.urn"))
    .distinctOn("cohort.urn")
    .where("targetSet.status", "=", "ISSUED")
    .where("outcome", "=", "SET")
    .orderBy("cohort.urn")
    .orderBy("targetYear", "desc");

/**
 * The cohort behind a school's own issued target, aligned with `urns`; null unless the viewer is that school. Audited.
 */
export async function ownCohorts(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  { operation }: Pick<ReadOptions, "operation"> = {},
): Promise<(Cohort | null)[]> {
  const rows = await readOwn(database, viewer, urns, operation, (from) => selectOwn(from).selectAll("cohort"));
  return inOrder(urns, rows.map(cohortOf), ({ urn }) => urn);
}

/**
 * What an explanation of pairs needs from the run behind a school's own issued target, aligned with `urns`; null unless
 * the viewer is that school. The caller must show the school only its own side of a pair. One statement; audited.
 */
export async function ownRuns(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  { operation }: Pick<ReadOptions, "operation"> = {},
): Promise<(ExplainableRun | null)[]> {
  const rows = await readOwn(database, viewer, urns, operation, (from) =>
    selectOwn(from).select(["cohort.urn", ...explainableColumns, "populationId"]),
  );
  return inOrder(urns, rows, ({ urn }) => urn).map(
    (run) => run && { ...run, readPopulation: () => readPopulation(database, run.populationId) },
  );
}

/**
 * The cohort behind a school's own issued target, with what explaining it needs; null unless the viewer is that school.
 * The caller must show the school only its own side, and of schools outside the cohort no distance. One statement;
 * audited.
 */
export async function ownExplainableCohort(
  database: Database,
  viewer: Viewer,
  urn: number,
  { operation }: Pick<ReadOptions, "operation"> = {},
): Promise<ExplainableCohort | null> {
  const [row] = await readOwn(database, viewer, [urn], operation, (from) =>
    selectOwn(from)
      .selectAll("cohort")
      .select([...explainableColumns, "populationId as populationHash"]),
  );
  if (!row) return null;
  return { ...row, cohort: cohortOf(row), readPopulation: () => readPopulation(database, row.populationHash) };
}
