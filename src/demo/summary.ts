// Counts of what the demo did.
import { sql as expression, type NotNull } from "kysely";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { runsById } from "../runs/store.js";
import { metCounts } from "../targets/met-counts.js";
import { targetSetsById } from "../targets/set-store.js";
import type { Example } from "./clients.js";

export interface Stage {
  readonly name: string;
  readonly seconds: number;
}

export interface MetInYear {
  readonly year: string;
  readonly met: number;
  readonly missed: number;
  /** Of `missed`: by no more than attendance usually changes in a year. */
  readonly withinNoise: number;
  readonly withoutFigure: number;
}

export interface SubmissionCounts {
  readonly schools: number;
  /** Revisions, corrections and tombstones included. */
  readonly submissions: number;
  readonly corrections: number;
  readonly withdrawn: number;
}

export interface DemoSummary {
  readonly schools: number;
  /** `column: cause` -> rows */
  readonly rejected: Readonly<Record<string, number>>;
  readonly runs: readonly { readonly strategy: string; readonly matched: number; readonly schools: number }[];
  /** outcome -> schools */
  readonly targets: Readonly<Record<string, number>>;
  /** Schools with a target, by what became of it in the year that it is for. */
  readonly met: readonly MetInYear[];
  /** PROPOSED, or the reason for no partner -> schools */
  readonly partnerships: Readonly<Record<string, number>>;
  /** What schools answered when the demo's vendor asked for access -> schools */
  readonly requests: Readonly<Record<string, number>>;
  readonly submissions: SubmissionCounts;
  readonly example: Example;
  readonly baseYear: string;
  readonly targetYear: string;
  readonly stages: readonly Stage[];
}

const schools = expression<number>`count(*)::int`.as("schools");

/** Open state-funded schools, according to the register. */
export async function countSchools(database: Database): Promise<number> {
  const open = build(database).selectFrom("school").where("block", "is not", null).where("status", "like", "OPEN%");
  return (await open.select(schools).executeTakeFirstOrThrow()).schools;
}

export async function countRejected(database: Database): Promise<Record<string, number>> {
  const files = await build(database).selectFrom("sourceFile").select("rejections").execute();
  const rejected: Record<string, number> = {};
  for (const [cause, rows] of files.flatMap(({ rejections }) => Object.entries(rejections as Record<string, number>))) {
    rejected[cause] = (rejected[cause] ?? 0) + rows;
  }
  return largestFirst(Object.entries(rejected));
}

export async function countTargets(database: Database, setId: string): Promise<Record<string, number>> {
  const targets = build(database).selectFrom("target").where("setId", "=", setId);
  const rows = await targets.select(["outcome", schools]).groupBy("outcome").execute();
  return largestFirst(rows.map(({ outcome, schools }) => [outcome, schools]));
}

/** Of issued sets, each in its own target year. */
export async function countMet(database: Database, setIds: readonly string[]): Promise<readonly MetInYear[]> {
  const sets = await targetSetsById(database, operator, setIds);
  return Promise.all(
    sets.map(async (set) => {
      const { id, targetYear: year } = set!;
      const blocks = (await metCounts(database, operator, id, year)) ?? [];
      const sum = (name: Exclude<keyof MetInYear, "year">) => blocks.reduce((all, counts) => all + counts[name], 0);
      return {
        year,
        met: sum("met"),
        missed: sum("missed"),
        withinNoise: sum("withinNoise"),
        withoutFigure: sum("withoutFigure"),
      };
    }),
  );
}

export async function countPartnerships(database: Database, planId: string): Promise<Record<string, number>> {
  const partnerships = build(database).selectFrom("partnership").where("planId", "=", planId);
  const rows = await partnerships.select(["status", "reason", schools]).groupBy(["status", "reason"]).execute();
  return largestFirst(rows.map(({ status, reason, schools }) => [reason ?? status, schools]));
}

/** A school that revoked has granted before. */
export async function countRequests(database: Database): Promise<Record<string, number>> {
  const asked = build(database)
    .selectFrom("accessRequest")
    .innerJoin("client", "client.id", "accessRequest.clientId")
    .leftJoin("grant", (join) =>
      join
        .onRef("grant.clientId", "=", "client.id")
        .onRef("grant.urn", "=", "accessRequest.urn")
        .on("capability", "=", "ATTENDANCE"),
    )
    .where("client.revokedAt", "is", null);
  const answer = expression<string>`case when status = 'GRANTED' and "grant".id is null then 'REVOKED' else status end`;
  const rows = await asked
    .select([answer.as("answer"), schools])
    .groupBy(answer)
    .execute();
  return largestFirst(rows.map(({ answer, schools }) => [answer, schools]));
}

export async function countSubmissions(database: Database): Promise<SubmissionCounts> {
  const counts = build(database)
    .selectFrom("submission")
    .select(expression<number>`count(distinct urn)::int`.as("schools"))
    .select(expression<number>`count(*)::int`.as("submissions"))
    .select(expression<number>`(count(*) filter (where revision > 1 and not withdrawn))::int`.as("corrections"))
    .select(expression<number>`(count(*) filter (where withdrawn))::int`.as("withdrawn"));
  return counts.executeTakeFirstOrThrow();
}

const largestFirst = (counts: [name: string, count: number][]): Record<string, number> =>
  Object.fromEntries(counts.sort(([one, few], [other, many]) => many - few || one.localeCompare(other, "en")));

export async function countMatched(database: Database, runIds: readonly string[]): Promise<DemoSummary["runs"]> {
  const runs = await runsById(database, operator, runIds);
  return runs.map((run) => {
    const { matched, schools } = run!.summary!;
    return { strategy: run!.strategy, matched, schools };
  });
}

/**
 * The school of the demo's school client: the first with a trust and a SET target, and a partner and a target in the
 * earlier set if any has them.
 */
export async function findExample(
  database: Database,
  { setId, earlierSetId, planId }: { setId: string; earlierSetId: string; planId: string },
): Promise<Example> {
  const example = await build(database)
    .selectFrom("school")
    .innerJoin("target", "target.urn", "school.urn")
    .innerJoin("partnership", "partnership.urn", "school.urn")
    .select(["school.urn", "school.trustCode", "school.laCode"])
    .$narrowType<{ trustCode: NotNull; laCode: NotNull }>()
    .where(({ and }) => and({ "target.setId": setId, "target.outcome": "SET", "partnership.planId": planId }))
    .where("school.trustCode", "is not", null)
    .where("school.laCode", "is not", null)
    .orderBy(({ eb }) => eb("partnerUrn", "is", null))
    .orderBy(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("target as earlier")
            .select("earlier.urn")
            .whereRef("earlier.urn", "=", "school.urn")
            .where("earlier.setId", "=", earlierSetId)
            .where("earlier.outcome", "=", "SET"),
        ),
      ),
    )
    .orderBy("school.urn")
    .limit(1)
    .executeTakeFirst();
  if (!example) throw new Error("the demo needs more schools: none has a trust and a target");
  return example;
}
