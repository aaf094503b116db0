// 45 invented secondary schools with issued targets for 2023/24, and submissions for that year and the one before.
import { insertRows } from "../../../src/database/bulk.js";
import type { Database, Sql } from "../../../src/database/database.js";
import { workOff } from "../../../src/jobs/worker.js";
import { targetJobs } from "../../../src/targets/compute.js";
import { draftTargets, issueTargets } from "../../../src/targets/draft.js";
import { department, insertRun, schools } from "../world.js";

/** 100001 to 100045; each school's peers are the next twelve. Attendance in 2022/23 is 92.0%. */
export const urns = Array.from({ length: 45 }, (_, index) => 100_001 + index);

export async function layTargets(database: Database): Promise<void> {
  const absence = { "2021/22": "8.0", "2022/23": "8.0" };
  const world = urns.map((urn, index) => ({ ...schools[0]!, urn, trust: 1 + (index % 4), absence }));
  const draft = await draftTargets(database, department, { runId: await insertRun(database, world) });
  await workOff(database, targetJobs, draft.jobId);
  await issueTargets(database, department, draft.setId);
}

export interface SubmissionRow {
  readonly urn: number;
  readonly from: string;
  readonly to: string;
  readonly attended: number;
  readonly possible: number;
  readonly revision?: number;
  /** Default: the only revision. */
  readonly current?: boolean;
  readonly withdrawn?: boolean;
  /** Default: the last day. */
  readonly asAt?: string;
  readonly byCode?: Readonly<Record<string, number>>;
  readonly enrolments?: number;
}

export async function submitted(sql: Sql, rows: readonly SubmissionRow[]): Promise<void> {
  const columns = {
    ...{
      urn: "int",
      scope: "text",
      fromDate: "date",
      toDate: "date",
      revision: "int",
      year: "text",
      current: "boolean",
    },
    ...{
      withdrawn: "boolean",
      possible: "int",
      attended: "int",
      authorised: "int",
      unauthorised: "int",
      byCode: "json",
    },
    ...{ enrolments: "int", asAt: "timestamptz" },
  };
  const stored = rows.map(({ urn, from, to, attended, possible, ...row }) => {
    const { revision = 1, current = true, withdrawn = false, asAt = to, byCode = null, enrolments = 10 } = row;
    const figures = { possible, attended, authorised: possible - attended, unauthorised: 0, byCode, enrolments };
    return {
      ...{ urn, scope: "AGE_5_15", fromDate: from, toDate: to, revision, current, withdrawn },
      ...(withdrawn ? {} : figures),
      year: from < "2023-08-01" ? "2022/23" : "2023/24",
      asAt: `${asAt}T12:00:00Z`,
    };
  });
  await insertRows(sql, "submission", columns, stored);
}

const halfTerms2022 = [
  ["2022-09-05", "2022-10-21"],
  ["2022-10-31", "2022-12-16"],
  ["2023-01-03", "2023-02-10"],
  ["2023-02-20", "2023-03-31"],
  ["2023-04-17", "2023-05-26"],
  ["2023-06-05", "2023-07-21"],
] as const;

/** A period of 100 sessions for each half term of 2022/23. @param attended of each */
export const earlierYear = (urn: number, attended: readonly number[], given: Partial<SubmissionRow> = {}) =>
  halfTerms2022.map(([from, to], at) => ({ urn, from, to, attended: attended[at]!, possible: 100, ...given }));

/** The first half term of 2023/24: a sixth of the year before. */
export const firstHalfTerm = (urn: number, attended: number, given: Partial<SubmissionRow> = {}): SubmissionRow => ({
  ...{ urn, from: "2023-09-04", to: "2023-10-20", attended, possible: 100 },
  ...given,
});
