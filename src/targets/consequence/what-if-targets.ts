// One school's target as each of several runs would give it, for analysts. Nothing is stored.
import type { Viewer } from "../../access/viewer.js";
import { findComparable } from "../../comparison/runs/find.js";
import type { Database } from "../../database/database.js";
import { readConsistently } from "../../population/consistent.js";
import { readSchoolsInYear } from "../../population/school-in-year.js";
import { shiftYear } from "../../population/year.js";
import { cohortsForAnalysis } from "../../runs/store.js";
import { computeTarget, type DraftRow } from "../compute-target.js";
import { Outcomes } from "../outcome.js";
import type { Policy } from "../policy.js";

interface WhatIfRequest {
  /** Ids of two to eight complete runs of one population. */
  readonly runs: readonly string[];
  readonly urn: number;
  readonly policy: Policy;
  /** For the audit. */
  readonly operation?: string;
}

export interface WhatIfTarget {
  /** Of the run's list in a comparison. */
  readonly name: string;
  /** What a draft from the run would have for the school today; null if the run has no cohort for it. */
  readonly row: DraftRow | null;
}

/**
 * In the order of the runs. Audited as reads of the school's cohorts. Reads every school's published figures, which
 * takes seconds: call it in a worker.
 * @throws KindredError as `findComparable`, which finds no run for viewers who may not analyse
 */
export async function whatIfTargets(
  database: Database,
  viewer: Viewer,
  { runs: ids, urn, policy, operation }: WhatIfRequest,
): Promise<WhatIfTarget[]> {
  const runs = await findComparable(database, viewer, ids);
  const keys = runs.map(({ run }) => ({ runId: run.id, urn }));
  const cohorts = await cohortsForAnalysis(database, viewer, keys, { operation });
  if (cohorts.every((cohort) => cohort === null)) return runs.map(({ name }) => ({ name, row: null }));
  const { run: first } = runs[0]!;
  const { found } = await readConsistently(database, (sql) => readSchoolsInYear(sql, first));
  const outcomes = new Outcomes(found, shiftYear(first.baseYear, 1), policy);
  const school = outcomes.schools.find((school) => school.urn === urn);
  return runs.map(({ name }, at) => {
    const cohort = cohorts[at];
    if (!cohort || !school) return { name, row: null };
    const { reason, missing } = cohort;
    const peers = cohort.peers.map((peer) => peer.urn);
    return { name, row: computeTarget(school, outcomes, { peers, reason, missing }) };
  });
}
