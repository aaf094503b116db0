// Reads of targets. Every function takes the viewer and decides from it before any SQL; what it discloses it audits.

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
  /** Attendance that the target starts from, per cent, at 6 places. */
  readonly baseline: number | null;
  readonly baselineKind: BaselineKind | null;
  readonly flags: readonly Flag[];
  readonly parts: TargetParts;
}

export interface ReadOptions {
  /** Target year; the latest issued one where it is not given. */
  readonly year?: string;
  /** Name of the operation that asks, for the audit. */
  readonly operation?: string;
}

const columns = `target.set_id::text AS "setId", target.urn, base_year AS "baseYear", target_year AS "targetYear", status,
  outcome, target::float8 AS target, baseline::float8 AS baseline, baseline_kind AS "baselineKind", flags, parts`;

/** Issued targets, aligned with `urns`; null where there is none that the viewer may read. One statement; audited. */
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

/** Targets of one set, drafts too, aligned with `urns`: for those who govern, null for all others. One statement; audited. */
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

/** What of the run behind a school's own issued target, and of its cohort there, a query of `disclose` gives. */
const ofOwnTarget = (columns: string) => `SELECT DISTINCT ON (cohort.urn) cohort.urn, ${columns}
  FROM scoped JOIN target ON target.urn = scoped.urn JOIN target_set ON target_set.id = target.set_id
    JOIN run ON run.id = target_set.run_id JOIN cohort ON cohort.run_id = run.id AND cohort.urn = scoped.urn
  WHERE target_set.status = 'ISSUED' AND outcome = 'SET'
  ORDER BY cohort.urn, target_year DESC`;

const ownUrns = (viewer: Viewer, urns: readonly number[]): readonly number[] =>
  viewer.role === "SCHOOL" ? urns.filter((urn) => urn === viewer.urn) : [];

/** The cohort behind a school's own issued target, aligned with `urns`: null but for that school's own viewer. Audited. */
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
    select: ofOwnTarget(`cohort.run_id::text AS "runId", peers, distances, detail, reason`),
    parameters: [],
  });
  return inOrder(urns, rows, ({ urn }) => urn);
}

/**
 * What it takes to explain pairs within the run behind a school's own issued target, aligned with `urns`: null but for
 * that school's own viewer, who is told of it no more than its own side of a pair. One statement; audited.
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
      select: ofOwnTarget('fingerprint, strategy, version, parameters, constraints, population_id AS "populationId"'),
      parameters: [],
    },
  );
  return inOrder(urns, rows, ({ urn }) => urn).map(
    (run) => run && { ...run, readPopulation: () => readPopulation(database, run.populationId) },
  );
}
