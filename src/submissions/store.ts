// Reads submitted attendance, within the viewer's scope and audited.
import { sql as expression } from "kysely";
import { disclose } from "../access/disclosure.js";
import { scopeOf, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { type HalfTerms, type HalfTermTable, halfTermOf } from "./half-terms/half-terms.js";
import type { Period, Scope, Totals } from "./submission.js";

/** A revision of a period. Figures are null where it is withdrawn. */
export interface SubmissionRow extends Period {
  readonly year: string;
  /** 1 to 6; null where the year has none. */
  readonly halfTerm: number | null;
  readonly revision: number;
  readonly current: boolean;
  readonly withdrawn: boolean;
  readonly totals: Totals | null;
  /** Code -> sessions, `-` for blank marks; null: only totals were sent. */
  readonly byCode: Readonly<Record<string, number>> | null;
  readonly enrolments: number | null;
  readonly persistent: number | null;
  readonly severe: number | null;
  readonly asAt: Date;
  readonly submittedAt: Date;
}

/** Identifies a revision of a school. */
export type Place = Pick<SubmissionRow, "from" | "to" | "scope" | "revision">;

export interface SubmissionPage {
  readonly first: number;
  /** Where the page before ended. */
  readonly after?: Place;
  /** Default: all years. */
  readonly year?: string;
  /** Default: all scopes. */
  readonly scope?: Scope | null;
  /** Earlier revisions too. */
  readonly withHistory?: boolean | null;
  readonly halfTerms: HalfTermTable;
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

type Row = Omit<SubmissionRow, "totals" | "asAt" | "submittedAt" | "halfTerm"> &
  Totals & { readonly asAt: string; readonly submittedAt: string; readonly begins: HalfTerms | null };

/**
 * The school's submissions, latest period first, and of one period the highest revision first. Returns `first` + 1 if
 * there is another page. None unless the viewer may read its attendance. One statement; audited.
 */
export async function submissionsOf(
  database: Database,
  viewer: Viewer,
  urn: number,
  { first, after, year, scope, withHistory, halfTerms, operation }: SubmissionPage,
): Promise<SubmissionRow[]> {
  const order = ["from_date", "to_date", "submission.scope", "revision"].map((name) => expression.ref(name));
  const place =
    after &&
    expression.join([
      expression`${after.from}::date`,
      expression`${after.to}::date`,
      after.scope,
      expression`${after.revision}::int`,
    ]);
  const rows = await disclose<Row>(database, {
    viewer,
    scope: scopeOf(viewer, "ATTENDANCE"),
    urns: [urn],
    subject: "attendance",
    operation,
    select: (from) => {
      let found = from
        .selectFrom("scoped")
        .innerJoin("submission", "submission.urn", "scoped.urn")
        .leftJoin("schoolHalfTerms", (join) =>
          join
            .onRef("schoolHalfTerms.urn", "=", "submission.urn")
            .onRef("schoolHalfTerms.year", "=", "submission.year"),
        )
        .selectAll("submission")
        .select([
          expression<string>`from_date::text`.as("from"),
          expression<string>`to_date::text`.as("to"),
          expression<HalfTerms | null>`begins::text[]`.as("begins"),
        ]);
      if (!withHistory) found = found.where("current", "=", true);
      if (year) found = found.where("submission.year", "=", year);
      if (scope) found = found.where("submission.scope", "=", scope);
      if (place) found = found.where(expression<boolean>`(${expression.join(order)}) < (${place})`);
      for (const column of order) found = found.orderBy(column, "desc");
      return found.limit(first + 1).$castTo<Row>();
    },
  });
  return rows.map(({ possible, attended, authorised, unauthorised, asAt, submittedAt, begins, ...row }) => {
    const halves = begins ?? halfTerms[row.year];
    return {
      ...row,
      halfTerm: halves ? halfTermOf(halves, row.from) : null,
      totals: row.withdrawn ? null : { possible, attended, authorised, unauthorised },
      asAt: new Date(asAt),
      submittedAt: new Date(submittedAt),
    };
  });
}
