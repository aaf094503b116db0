// What is stored about the periods, schools and years that a call submits: read once, then kept up to date in memory
// while the submissions are decided in order.
import { sql as expression } from "kysely";
import { readAudited, readBy } from "../access/audit.js";
import type { Viewer } from "../access/viewer.js";
import type { Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import type { HalfTerms, HalfTermTable } from "./half-terms/half-terms.js";
import { endOfRegisterYear, registerYearOf, startOfRegisterYear } from "./register-year.js";
import type { Period, Scope, Totals } from "./submission.js";
import { changed, nothing, type Sums } from "./to-date.js";

/** A revision as it is stored. */
export interface Stored extends Period {
  readonly revision: number;
  readonly year: string;
  readonly withdrawn: boolean;
  /** Null: withdrawn. */
  readonly totals: Totals | null;
  /** As `byCodeAsJson` writes it; null: only totals were sent. */
  readonly byCode: string | null;
  readonly enrolments: number | null;
  readonly persistent: number | null;
  readonly severe: number | null;
  /** ISO time. */
  readonly asAt: string;
}

export interface KnownSchool {
  readonly urn: number;
  /** ISO dates. */
  readonly openDate: string | null;
  readonly closeDate: string | null;
  readonly registerPupils: number | null;
}

/** A school and academic year. */
interface SchoolYear {
  readonly urn: number;
  readonly year: string;
}

export class Known {
  /** School and scope -> period -> its current revision. */
  private readonly periods = new Map<string, Map<string, Stored>>();

  constructor(
    private readonly schools: ReadonlyMap<number, KnownSchool>,
    /** School and year -> its own half terms. */
    private readonly halfTerms: ReadonlyMap<string, HalfTerms>,
    private readonly defaults: HalfTermTable,
    /** School, scope and year -> the year to date. */
    private readonly sums: Map<string, Sums>,
    stored: readonly Stored[],
  ) {
    for (const row of stored) this.keep(row);
  }

  school(urn: number): KnownSchool | undefined {
    return this.schools.get(urn);
  }

  halfTermsOf({ urn, year }: SchoolYear): HalfTerms | undefined {
    return this.halfTerms.get(`${urn} ${year}`) ?? this.defaults[year];
  }

  currentOf(period: Period): Stored | undefined {
    return this.periods.get(listOf(period))?.get(spanOf(period));
  }

  /** Another current period of the school and scope, not withdrawn, that shares a day with this one. */
  overlapping(period: Period): Stored | undefined {
    const others = this.periods.get(listOf(period))?.values() ?? [];
    return [...others].find(
      (other) =>
        !other.withdrawn && other.from <= period.to && other.to >= period.from && spanOf(other) !== spanOf(period),
    );
  }

  sumsOf(period: Period): Sums {
    return this.sums.get(sumOf(period, registerYearOf(period.from))) ?? nothing;
  }

  /** Makes a revision the current one of its period. */
  replace(row: Stored): void {
    const without = changed(this.sumsOf(row), this.currentOf(row)?.totals ?? null, -1);
    this.sums.set(sumOf(row, row.year), changed(without, row.totals, 1));
    this.keep(row);
  }

  private keep(row: Stored): void {
    const periods = this.periods.get(listOf(row)) ?? new Map<string, Stored>();
    this.periods.set(listOf(row), periods.set(spanOf(row), row));
  }
}

const listOf = ({ urn, scope }: Pick<Period, "urn" | "scope">) => `${urn} ${scope}`;
const spanOf = ({ from, to }: Pick<Period, "from" | "to">) => `${from} ${to}`;
const sumOf = ({ urn, scope }: Pick<Period, "urn" | "scope">, year: string) => `${urn} ${scope} ${year}`;

export interface Reader {
  readonly viewer: Viewer;
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

/** Four statements, however many periods there are. @param periods each within one academic year */
export async function readKnown(
  sql: Sql,
  periods: readonly Period[],
  defaults: HalfTermTable,
  reader: Reader,
): Promise<Known> {
  const urns = [...new Set(periods.map(({ urn }) => urn))];
  const schools = await readSchools(sql, urns);
  const halfTerms = await readHalfTermsOf(sql, urns);
  const sums = await readSums(sql, periods, reader);
  const stored = await readCurrent(sql, periods);
  return new Known(schools, halfTerms, defaults, sums, stored);
}

async function readSchools(sql: Sql, urns: readonly number[]): Promise<Map<number, KnownSchool>> {
  const rows = await sql.query<KnownSchool>(
    `SELECT urn, open_date::text AS "openDate", close_date::text AS "closeDate", register_pupils AS "registerPupils"
     FROM school WHERE urn = any($1)`,
    [urns],
  );
  return new Map(rows.map((row) => [row.urn, row]));
}

async function readHalfTermsOf(sql: Sql, urns: readonly number[]): Promise<Map<string, HalfTerms>> {
  const rows = await sql.query<SchoolYear & { begins: string[] }>(
    `SELECT urn, year, begins::text[] AS begins FROM school_half_terms WHERE urn = any($1)`,
    [urns],
  );
  return new Map(rows.map(({ urn, year, begins }) => [`${urn} ${year}`, begins]));
}

interface WantedYear {
  readonly urn: number;
  readonly scope: Scope;
  readonly year: string;
}

/** Audited: answers show them. */
async function readSums(
  sql: Sql,
  periods: readonly Period[],
  { viewer, operation }: Reader,
): Promise<Map<string, Sums>> {
  const wanted = new Map(
    periods.map(({ urn, scope, from }): [string, WantedYear] => {
      const year = registerYearOf(from);
      return [sumOf({ urn, scope }, year), { urn, scope, year }];
    }),
  );
  const years = [...wanted.values()];
  const columns = [
    expression`${years.map(({ urn }) => urn)}::int[]`,
    expression`${years.map(({ scope }) => scope)}::text[]`,
    expression`${years.map(({ year }) => year)}::text[]`,
    expression`${years.map(({ year }) => startOfRegisterYear(year))}::date[]`,
    expression`${years.map(({ year }) => endOfRegisterYear(year))}::date[]`,
  ];
  const query = build(sql)
    .selectFrom(
      expression<WantedYear>`unnest(${expression.join(columns)})`.as<"wanted">(
        expression`wanted (urn, scope, year, first, last)`,
      ),
    )
    .innerJoin("submission", (join) =>
      join.onRef("submission.urn", "=", "wanted.urn").onRef("submission.scope", "=", "wanted.scope"),
    )
    .where("current", "=", true)
    .where("withdrawn", "=", false)
    .where(expression<boolean>`from_date BETWEEN wanted.first AND wanted.last`)
    .groupBy(["wanted.urn", "wanted.scope", "wanted.year"])
    .select(["wanted.urn", "wanted.scope", "wanted.year", expression<number>`count(*)::int`.as("periods")])
    .select(({ fn, cast }) =>
      (["possible", "attended", "authorised", "unauthorised"] as const).map((name) =>
        cast<number>(fn.sum(name), "float8").as(name),
      ),
    );
  const rows = await readAudited(sql, readBy(viewer, "attendance", operation), query, (from) =>
    from.selectFrom("found").select(["urn", expression<null>`null::uuid`.as("runId")]),
  );
  return new Map(rows.map(({ urn, scope, year, ...sums }) => [sumOf({ urn, scope }, year), sums]));
}

/** The current revisions of these periods and of those that share a day with one of them. */
async function readCurrent(sql: Sql, periods: readonly Period[]): Promise<Stored[]> {
  const rows = await sql.query<Omit<Stored, "totals" | "asAt"> & Totals & { asAt: Date }>(
    `SELECT submission.urn, submission.scope, submission.from_date::text AS "from", submission.to_date::text AS "to",
       revision, year, withdrawn, possible, attended, authorised, unauthorised, by_code::text AS "byCode", enrolments,
       persistent, severe, as_at AS "asAt"
     FROM unnest($1::int[], $2::text[], $3::date[], $4::date[]) AS wanted (urn, scope, from_date, to_date)
     JOIN submission ON submission.urn = wanted.urn AND submission.scope = wanted.scope AND current
       AND submission.from_date <= wanted.to_date AND submission.to_date >= wanted.from_date`,
    [
      periods.map(({ urn }) => urn),
      periods.map(({ scope }) => scope),
      periods.map(({ from }) => from),
      periods.map(({ to }) => to),
    ],
  );
  return rows.map(({ possible, attended, authorised, unauthorised, asAt, ...row }) => ({
    ...row,
    totals: row.withdrawn ? null : { possible, attended, authorised, unauthorised },
    asAt: asAt.toISOString(),
  }));
}
