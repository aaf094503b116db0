// Reads schools' progress. The viewer comes first; audited.
import { sql as expression } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import { disclose, type Scoped } from "../../access/disclosure.js";
import { type SchoolSet, scopeOf, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { inOrder } from "../../database/in-order.js";
import { shiftYear } from "../../population/year.js";
import type { HalfTerms, HalfTermTable } from "../half-terms/half-terms.js";
import { publishedScope } from "../submission.js";
import { progressFrom, type SchoolProgress } from "./progress.js";
import type { StoredReading } from "./readings.js";

export interface ReadOptions {
  /** Those that apply where a school has none of its own. */
  readonly halfTerms: HalfTermTable;
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

export interface ProgressOptions extends ReadOptions {
  /** Default: each school's latest year with a period that is not withdrawn. */
  readonly year?: string;
}

/** Aligned with `urns`; null where the viewer may read none, and where nothing is submitted. One statement. */
export async function progressOf(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  { year, halfTerms, operation }: ProgressOptions,
): Promise<(SchoolProgress | null)[]> {
  const rows = await disclose<ProgressRow>(database, {
    viewer,
    scope: scopeOf(viewer, "ATTENDANCE"),
    urns,
    subject: "attendance",
    operation,
    select: (from) => selectYears(from, year),
  });
  return inOrder(urns, rows, ({ urn }) => urn).map((row) => row && progressOfRow(row, halfTerms));
}

interface ProgressRow extends SchoolSet {
  readonly urn: number;
  readonly year: string;
  readonly readings: readonly ReadingRow[];
  readonly ownHalfTerms: readonly { readonly year: string; readonly begins: HalfTerms }[];
}

/** An array, because a page has thousands. */
type ReadingRow = readonly [
  year: string,
  from: string,
  to: string,
  revision: number,
  asAt: string,
  withdrawn: boolean,
  hasCodes: boolean,
  possible: number | null,
  attended: number | null,
  authorised: number | null,
  unauthorised: number | null,
  enrolments: number | null,
  persistent: number | null,
  severe: number | null,
];

/** The day on which a register was read, in England. */
export const dayRead = expression<string>`(as_at AT TIME ZONE 'Europe/London')::date`;

/** The year's current revisions, and all revisions of the year before. */
const selectYears = (from: Scoped, year: string | undefined) =>
  from
    .selectFrom("scoped")
    .innerJoin("school", "school.urn", "scoped.urn")
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom("submission")
          .select("year")
          .whereRef("submission.urn", "=", "scoped.urn")
          .where("scope", "=", publishedScope)
          .where("current", "=", true)
          .where("withdrawn", "=", false)
          .$if(year !== undefined, (submissions) => submissions.where("year", "=", year!))
          .orderBy(expression`from_date`, "desc")
          .limit(1)
          .as("latest"),
      (join) => join.onTrue(),
    )
    .select(["scoped.urn", "school.trustCode", "school.laCode", "latest.year"])
    .select(({ selectFrom }) => [
      jsonArrayFrom(
        selectFrom("schoolHalfTerms").select(["year", "begins"]).whereRef("schoolHalfTerms.urn", "=", "scoped.urn"),
      ).as("ownHalfTerms"),
      selectFrom("submission")
        .select(
          expression<readonly ReadingRow[]>`json_agg(json_build_array(submission.year, from_date, to_date, revision,
            ${dayRead}, withdrawn, by_code IS NOT NULL, possible, attended, authorised, unauthorised, enrolments,
            persistent, severe))`.as("readings"),
        )
        .whereRef("submission.urn", "=", "scoped.urn")
        .where("scope", "=", publishedScope)
        .where(
          expression<boolean>`from_date >= make_date(left(latest.year, 4)::int - 1, 8, 1)
            AND from_date < make_date(left(latest.year, 4)::int + 1, 8, 1)
            AND (current OR submission.year <> latest.year)`,
        )
        .$asScalar()
        .$notNull()
        .as("readings"),
    ]);

function progressOfRow({ urn, trustCode, laCode, year, ...row }: ProgressRow, halfTerms: HalfTermTable) {
  const earlier = shiftYear(year, -1);
  const beginsOf = (of: string) => row.ownHalfTerms.find((own) => own.year === of)?.begins ?? halfTerms[of] ?? [];
  const readingsOf = (of: string) => row.readings.filter((reading) => reading[0] === of).map(readingOf);
  return progressFrom({
    ...{ urn, trustCode, laCode, year },
    readings: readingsOf(year),
    begins: beginsOf(year),
    earlierReadings: readingsOf(earlier),
    earlierBegins: beginsOf(earlier),
  });
}

function readingOf(row: ReadingRow): StoredReading {
  const [, from, to, revision, asAt, withdrawn, hasCodes, ...sessions] = row;
  const [possible, attended, authorised, unauthorised, enrolments, persistent, severe] = sessions;
  return {
    ...{ from, to, revision, asAt, withdrawn, hasCodes, persistent, severe },
    possible: possible ?? 0,
    attended: attended ?? 0,
    authorised: authorised ?? 0,
    unauthorised: unauthorised ?? 0,
    enrolments: enrolments ?? 0,
  };
}
