// Writes what a call of `submit` accepted, with an act for each.
import { actorParameters, recordActs } from "../access/acts.js";
import type { Viewer } from "../access/viewer.js";
import { insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import type { Stored } from "./known.js";

/** Three statements. @param revisions in order: of one period the last is the current one from now on */
export async function storeRevisions(sql: Sql, viewer: Viewer, revisions: readonly Stored[]): Promise<void> {
  if (revisions.length === 0) return;
  const latest = new Map(revisions.map((revision) => [keyOf(revision), revision]));
  await sql.query(
    `UPDATE submission SET current = false
     FROM unnest($1::int[], $2::text[], $3::date[], $4::date[]) AS corrected (urn, scope, from_date, to_date)
     WHERE submission.urn = corrected.urn AND submission.scope = corrected.scope AND current
       AND submission.from_date = corrected.from_date AND submission.to_date = corrected.to_date`,
    columnsOf([...latest.values()], ["urn", "scope", "from", "to"]),
  );
  const rows = revisions.map(({ from, to, totals, ...row }) => ({
    ...row,
    ...totals,
    fromDate: from,
    toDate: to,
    current: latest.get(keyOf({ from, to, ...row }))?.revision === row.revision,
    clientId: viewer.clientId,
  }));
  await insertRows(sql, "submission", columns, rows);
  await sql.query(
    recordActs(
      `CASE WHEN withdrawn THEN 'ATTENDANCE_WITHDRAWN' ELSE 'ATTENDANCE_SUBMITTED' END, 'SUBMISSION', subject, urn, year
       FROM unnest($4::boolean[], $5::text[], $6::int[], $7::text[]) AS accepted (withdrawn, subject, urn, year)`,
    ),
    [
      ...actorParameters(viewer),
      revisions.map(({ withdrawn }) => withdrawn),
      revisions.map(keyOf),
      revisions.map(({ urn }) => urn),
      revisions.map(({ year }) => year),
    ],
  );
}

/** As `actSubjects.SUBMISSION` says. */
const keyOf = ({ urn, scope, from, to }: Pick<Stored, "urn" | "scope" | "from" | "to">): string =>
  `${urn} ${scope} ${from} ${to}`;

const columnsOf = (rows: readonly Stored[], names: readonly (keyof Stored)[]) =>
  names.map((name) => rows.map((row) => row[name]));

const columns = {
  urn: "int",
  scope: "text",
  fromDate: "date",
  toDate: "date",
  revision: "int",
  year: "text",
  current: "boolean",
  withdrawn: "boolean",
  possible: "int",
  attended: "int",
  authorised: "int",
  unauthorised: "int",
  byCode: "json text",
  enrolments: "int",
  persistent: "int",
  severe: "int",
  asAt: "timestamptz",
  clientId: "uuid",
};
