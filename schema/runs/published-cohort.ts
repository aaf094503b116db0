// What is read of published cohorts with a school: the cohorts, and the schools of their peers.
import { sql as expression } from "kysely";
import { mayAnalyse } from "../../src/access/viewer.js";
import { cohortOf } from "../../src/runs/cohort.js";
import { readUuid } from "../id.js";
import { related, type SchoolRow, schoolKeys } from "../reads/read-schools.js";
import { calculated, many, one, published } from "../reads/relation.js";
import type { CohortShape } from "./cohort.js";

export const defaultPeerCount = 20;

/** The schools of the first peers of a published cohort; as many as any of its lists of peers asks for. */
export const peerSchools = many<readonly SchoolRow[], { readonly first: number }>("peerSchools", "school", {
  keys: schoolKeys,
  given: (args) => ({ first: Math.max(0, ...args.map(({ first }) => (first as number) ?? defaultPeerCount)) }),
  rows: (from, { first }) =>
    from
      .selectFrom("school")
      .where("school.urn", "=", expression<number>`any(published_cohort.peers[1:${first}::int])`),
});

export const cohortSchool = one<SchoolRow | null>("school", "school", {
  keys: schoolKeys,
  rows: (from) => from.selectFrom("school").whereRef("school.urn", "=", "publishedCohort.urn"),
});

const latestRunId = published
  .selectFrom("publishedRun")
  .select("id")
  .orderBy("publishedAt", "desc")
  .orderBy("id", "desc")
  .limit(1);

type PublishedCohort = Parameters<typeof cohortOf>[0] &
  Pick<CohortShape, "school" | "peerSchools"> & { latest: boolean };

interface AskedRuns {
  readonly runIds: readonly string[];
  readonly latest: boolean;
}

/** Analysts read the cohorts of all runs from their store. */
export const cohorts = many<readonly PublishedCohort[], AskedRuns>("cohorts", "publishedCohort", {
  keys: ["urn", "runId", calculated("latest", () => expression`published_cohort.run_id = ${latestRunId}`)],
  when: (viewer) => !mayAnalyse(viewer),
  given: (args) => ({
    runIds: args.map(({ run }) => readUuid("Run", String(run ?? ""))).filter((id) => id !== null),
    latest: args.some(({ run }) => run == null),
  }),
  rows: (from, { runIds, latest }) =>
    from
      .selectFrom("publishedCohort")
      .whereRef("publishedCohort.urn", "=", "school.urn")
      .where(
        "publishedCohort.runId",
        "=",
        expression<string>`any(array_append(${runIds}::uuid[], CASE WHEN ${latest}::boolean THEN ${latestRunId} END))`,
      ),
});

export const publishedCohort = related(cohorts, ({ run }: { readonly run?: string | null }) => {
  const runId = run == null ? null : readUuid("Run", run);
  return (rows) => {
    const row = rows.find((one) => (run == null ? one.latest : one.runId === runId));
    return row ? { ...cohortOf(row), school: row.school, peerSchools: row.peerSchools } : null;
  };
});
