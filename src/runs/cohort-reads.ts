// Reads cohorts by run and URN, from the table of all runs or that of published runs.
import { type AliasedRawBuilder, sql as expression, type Selectable } from "kysely";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { build, type Tables } from "../database/query-builder.js";
import { isUuid } from "../database/uuid.js";
import { type Cohort, cohortOf } from "./cohort.js";

export interface CohortKey {
  readonly runId: string;
  readonly urn: number;
}

/**
 * Aligned with `keys`. One statement; none where no key is valid.
 * @param read selects the cohorts of the keys in `requested`
 */
export async function readCohorts(
  keys: readonly CohortKey[],
  read: (requested: AliasedRawBuilder<CohortKey, "requested">) => Promise<readonly Selectable<Tables["cohort"]>[]>,
): Promise<(Cohort | null)[]> {
  const validKeys = keys.filter(({ runId }) => isUuid(runId.toLowerCase()));
  if (validKeys.length === 0) return keys.map(() => null);
  const [runIds, urns] = [validKeys.map(({ runId }) => runId), validKeys.map(({ urn }) => urn)];
  const requested = expression<CohortKey>`unnest(${runIds}::uuid[], ${urns}::int[])`;
  const rows = await read(requested.as<"requested">(expression`requested (run_id, urn)`));
  const keyOf = ({ runId, urn }: CohortKey) => `${runId.toLowerCase()} ${urn}`;
  return inOrder(keys.map(keyOf), rows.map(cohortOf), keyOf);
}

/** A page of a list that is in order of URN. */
export interface UrnPage {
  /** 1 to 100. */
  readonly first: number;
  /** URN of the last item of the previous page. */
  readonly after?: number;
}

/** For the compiler: both tables have the same columns. */
const cohortTable = (table: "cohort" | "publishedCohort") => table as "cohort";

/** The schools of a request, as a table. */
export const askedSchools = (urns: readonly number[]) =>
  expression<{ peer: number }>`unnest(${urns}::int[])`.as<"asked">(expression`asked (peer)`);

/** A school that has the school `peer` in its cohort. */
export interface Seeker extends CohortKey {
  readonly peer: number;
  /** Position of the peer in the cohort, from 1. */
  readonly rank: number;
  readonly distance: number;
}

/** Up to so many schools, a search through all cohorts for each costs less than taking every cohort apart. */
const fewSchools = 8;

/**
 * For each school the next `first` + 1 whose cohort in a run names it, by URN. Reads the whole run, which takes less
 * time than it would take to keep an index of peers while runs are written: 20 ms for a school and 80 ms for a hundred
 * in 20,000 cohorts of 20 peers.
 */
export function selectSeekers(
  database: Database,
  table: "cohort" | "publishedCohort",
  runId: string,
  urns: readonly number[],
  { first, after = 0 }: UrnPage,
) {
  const place = expression<number>`row_number() over (partition by asked.peer order by member.urn)`;
  return build(database)
    .selectFrom(({ selectFrom }) =>
      selectFrom(
        // Arrays of equal length are taken apart side by side.
        selectFrom(cohortTable(table))
          .select(["runId", "urn"])
          .select([
            expression<number>`unnest(peers)`.as("peer"),
            expression<number>`unnest(distances)`.as("distance"),
            expression<number>`generate_subscripts(peers, 1)`.as("rank"),
          ])
          .where("runId", "=", runId)
          .where("urn", ">", after)
          .$if(urns.length <= fewSchools, (cohorts) =>
            cohorts.where("peers", "&&", expression<number[]>`${urns}::int[]`),
          )
          .as("member"),
      )
        .innerJoin(askedSchools(urns), "asked.peer", "member.peer")
        .selectAll("member")
        .select(place.as("place"))
        .as("seeker"),
    )
    .select(["seeker.peer", "seeker.runId", "seeker.urn", "seeker.rank", "seeker.distance"])
    .where("place", "<=", first + 1)
    .orderBy("seeker.peer")
    .orderBy("seeker.urn");
}

/** Of each run the next `first` + 1 cohorts by URN, each with its place on the page, from 1. */
export function selectCohorts(
  database: Database,
  table: "cohort" | "publishedCohort",
  runIds: readonly string[],
  { first, after = 0 }: UrnPage,
) {
  const asked = expression<{ wanted: string }>`unnest(${runIds}::uuid[])`.as<"asked">(expression`asked (wanted)`);
  return build(database)
    .selectFrom(asked)
    .innerJoinLateral(
      ({ selectFrom }) =>
        selectFrom(cohortTable(table))
          .selectAll()
          .whereRef("runId", "=", "asked.wanted")
          .where("urn", ">", after)
          .orderBy("urn")
          .limit(first + 1)
          .as("page"),
      (join) => join.onTrue(),
    )
    .selectAll("page")
    .select(expression<number>`(row_number() over (partition by page.run_id order by page.urn))::int`.as("place"))
    .orderBy("page.runId")
    .orderBy("page.urn");
}
