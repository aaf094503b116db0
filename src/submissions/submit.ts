// Submits attendance: decides on each submission in order, and stores what is accepted, in one transaction.
import type { Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import { KindredError, refuse } from "../errors.js";
import { agreedUrns } from "./agreement.js";
import { type Answer, decide } from "./decide.js";
import type { HalfTermTable } from "./half-terms/half-terms.js";
import { readKnown } from "./known.js";
import { lockSchools } from "./lock-schools.js";
import { faultOf } from "./rules.js";
import { storeRevisions } from "./store-revisions.js";
import type { Submission } from "./submission.js";

/** Submissions of one call. */
export const mostSubmissions = 500;

export interface SubmitOptions {
  /** Those that apply where a school has none of its own: see `readHalfTerms`. */
  readonly halfTerms: HalfTermTable;
  /** Default: the time of the call. */
  readonly now?: Date;
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

/** Who may submit: a school for itself, a vendor for the schools that agreed. */
export const maySubmit = ({ role }: Pick<Viewer, "role">): boolean => role === "SCHOOL" || role === "MIS_VENDOR";

/**
 * Answers are aligned with the submissions. Each is stored whole or not at all, whatever becomes of the others.
 * @throws KindredError FORBIDDEN unless the viewer is a school or a vendor | BAD_ARGUMENT for more than 500 at once
 */
export async function submit(
  database: Database,
  viewer: Viewer,
  submissions: readonly Submission[],
  options: SubmitOptions,
): Promise<Answer[]> {
  assertMaySubmit(viewer, submissions);
  return database.transaction((sql) => submitIn(sql, viewer, submissions, options));
}

/** As `submit`, in the transaction of the caller: once in a transaction, since it locks schools in order. */
export async function submitIn(
  sql: Sql,
  viewer: Viewer,
  submissions: readonly Submission[],
  { halfTerms, now = new Date(), operation }: SubmitOptions,
): Promise<Answer[]> {
  assertMaySubmit(viewer, submissions);
  const agreed = await agreedUrns(sql, viewer, submissions);
  const checked = submissions.map((submission) => ({
    submission,
    agreed: agreed.has(submission.urn),
    fault: agreed.has(submission.urn) ? faultOf(submission, now) : null,
  }));
  const periods = checked
    .filter(({ agreed, fault }) => agreed && fault?.rule !== "PERIOD")
    .map((one) => one.submission);
  await lockSchools(sql, periods);
  const known = await readKnown(sql, periods, halfTerms, { viewer, operation });
  const decided = checked.map((one) => decide(one, known));
  await storeRevisions(
    sql,
    viewer,
    decided.flatMap(({ stored }) => stored ?? []),
  );
  return decided.map(({ answer }) => answer);
}

function assertMaySubmit(viewer: Viewer, submissions: readonly Submission[]): void {
  if (!maySubmit(viewer)) throw new KindredError("FORBIDDEN", "Only schools and their vendors submit attendance.");
  if (submissions.length > mostSubmissions)
    refuse(
      `submissions: at most ${mostSubmissions} at once, not ${submissions.length}. Send the others in further calls, or as a file.`,
    );
}
