// Reads targets. Every function checks the viewer before any SQL and audits what it discloses.

import { disclose } from "../access/disclosure.js";
import { everySchool, mayGovern, scopeOf, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { readPopulation } from "../population/freeze.js";
import type { ExplainableRun } from "../runs/explainable.js";
import type { Cohort, Run } from "../runs/run.js";
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

export interface ReadOptions {
  /** Target year. Default: the latest with an issued target. */
  readonly year?: string;
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

const columns = `target.set_id::text AS "setId", target.urn, base_year AS "baseYear", target_year AS "targetYear", status,
  outcome, target::float8 AS target, baseline::float8 AS baseline, baseline_kind AS "baselineKind", flags, parts`;

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
    select: `SELECT DISTINCT ON (target.urn) ${columns}
      FROM scoped JOIN target ON target.urn = scoped.urn JOIN target_set ON target_set.id = target.set_id
      WHERE status = 'ISSUED' AND ($9::text IS NULL OR target_year = $9::text)
      ORDER BY target.urn, target_year DESC`,
    parameters: [year ?? null],
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
    select: `SELECT ${columns}
      FROM scoped JOIN target ON target.urn = scoped.urn JOIN target_set ON target_set.id = target.set_id
      WHERE target_set.id::text = $9::text AND status <> 'DRAFTING'`,
    parameters: [setId],
  });
  return inOrder(urns, rows, ({ urn }) => urn);
}

/**
 * A query for `disclose`: columns of the run behind a school's own issued target and of the school's cohort in that
 * run.
 */
const selectOwnRun = (columns: string) => `SELECT DISTINCT ON (cohort.urn) cohort.urn, ${columns}
  FROM scoped JOIN target ON target.urn = scoped.urn JOIN target_set ON target_set.id = target.set_id
    JOIN run ON run.id = target_set.run_id JOIN cohort ON cohort.run_id = run.id AND cohort.urn = scoped.urn
  WHERE target_set.status = 'ISSUED' AND outcome = 'SET'
  ORDER BY cohort.urn, target_year DESC`;

const ownUrns = (viewer: Viewer, urns: readonly number[]): readonly number[] =>
  viewer.role === "SCHOOL" ? urns.filter((urn) => urn === viewer.urn) : [];

/**
 * The cohort behind a school's own issued target, aligned with `urns`; null unless the viewer is that school. Audited.
 */
export async function ownCohorts(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  { operation }: Pick<ReadOptions, "operation"> = {},
): Promise<(Cohort | null)[]> {
  const rows = await disclose<Cohort>(database, {
    viewer,
    scope: scopeOf(viewer, "TARGETS"),
    urns: ownUrns(viewer, urns),
    subject: "cohort",
    operation,
    select: selectOwnRun(`cohort.run_id::text AS "runId", peers, distances, detail, reason`),
    parameters: [],
  });
  return inOrder(urns, rows, ({ urn }) => urn);
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
  const rows = await disclose<Omit<ExplainableRun, "readPopulation"> & Pick<Run, "populationId"> & { urn: number }>(
    database,
    {
      viewer,
      scope: scopeOf(viewer, "TARGETS"),
      urns: ownUrns(viewer, urns),
      subject: "cohort",
      operation,
      select: selectOwnRun('fingerprint, strategy, version, parameters, constraints, population_id AS "populationId"'),
      parameters: [],
    },
  );
  return inOrder(urns, rows, ({ urn }) => urn).map(
    (run) => run && { ...run, readPopulation: () => readPopulation(database, run.populationId) },
  );
}
