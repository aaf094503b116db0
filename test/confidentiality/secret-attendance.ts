// Submitted attendance: registers of this year and the year before, half terms of schools' own, bulk files, requests for
// access and kept answers. The same only where a compared client may read it.
//
// A chance of meeting the target rests on other schools, and so does the mean of a cohort: by design they show something
// of schools outside the client's scope, but only of many together. Both databases therefore have the same aggregates, not
// the same rows: in each, more than 30 schools have a whole earlier year, and among these about half would meet a target
// (20 of 40, or 20 of 39 in the second), so that the chance, to 5 points, is 50 in both, and would differ without the
// rounding. Where only the analyst's schools are the same, fewer schools than that have one: there the chance must be null.
// The cohort of the compared school has too few peers for a mean use of codes, which must be null; that of a school which
// no compared client may read such a mean of has enough, and its mean differs.
import { createHash } from "node:crypto";
import type { Sql } from "../../src/database/database.js";
import { urns } from "../server/world.js";
import { canarySessions, canaryText, type Owner, canaryPossible as possible } from "./canaries.js";
import type { Caller, World } from "./protocol.js";
import { insert, uuid } from "./public-part.js";
import { ownerOfAttendance, revokedUrn, scopes } from "./scopes.js";
import { clientId } from "./secret-clients.js";
import { addJob, moment, type Twin } from "./secret-runs.js";

/** A week of each half term. The dates move a little between the years, as terms do. */
const weeks = {
  "2021/22": ["2021-09-06", "2021-11-08", "2022-01-10", "2022-02-28", "2022-04-25", "2022-06-13"],
  "2022/23": ["2022-09-05", "2022-11-07", "2023-01-09", "2023-02-27", "2023-04-24", "2023-06-12"],
  "2023/24": ["2023-09-04", "2023-11-06", "2024-01-08", "2024-02-26", "2024-04-22", "2024-06-10"],
} as const;
type Year = keyof typeof weeks;

/** This year is submitted up to the end of the third half term. */
const weeksSoFar = 3;
/** Half terms of a school's own: each still has its week. */
const ownHalfTerms = ["2023-08-01", "2023-10-23", "2024-01-01", "2024-02-12", "2024-03-25", "2024-05-27"];

const daysAfter = (date: string, days: number) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

interface Register {
  readonly urn: number;
  readonly year: Year;
  readonly week: number;
  readonly attended: number;
  readonly by: string;
  readonly scope?: string;
  readonly revision?: number;
  readonly current?: boolean;
  readonly withdrawn?: boolean;
  readonly codes?: boolean;
  /** Sessions of approved educational activity. */
  readonly activity?: number;
}

function row({
  urn,
  year,
  week,
  attended,
  by,
  scope,
  revision = 1,
  current = true,
  withdrawn = false,
  codes = true,
  activity = 100_000 * (1 + (urn % 7)),
}: Register) {
  const from_date = weeks[year][week] as string;
  const to_date = daysAfter(from_date, 4);
  const at = `${daysAfter(to_date, 3)}T09:00:00Z`;
  const period = { urn, scope: scope ?? "AGE_5_15", from_date, to_date, year, revision, current, withdrawn };
  const sent = { as_at: at, client_id: by, submitted_at: `${daysAfter(to_date, 3 + revision)}T10:00:00Z` };
  if (withdrawn) return { ...period, ...sent, ...noFigures };
  const unauthorised = 1_000_000;
  const authorised = possible - attended - unauthorised;
  const by_code = {
    "/": attended - activity,
    B: activity,
    I: authorised,
    O: unauthorised,
    X: 50_000 * (1 + week),
    "-": 3,
  };
  const figures = { possible, attended, authorised, unauthorised, by_code: codes ? by_code : null };
  return { ...period, ...sent, ...figures, enrolments: 700_000, persistent: 140_000, severe: 7_000 };
}

const noFigures = {
  ...{ possible: null, attended: null, authorised: null, unauthorised: null, by_code: null },
  ...{ enrolments: null, persistent: null, severe: null },
};

/** Few attended: a school whose earlier year ended like this would miss any target. */
const low = 5_000_000;

/** What a compared client may read: both years whole or so far, with a correction, a withdrawal and another scope. */
function registersOf(urn: number, owner: Owner): Register[] {
  const attended = canarySessions(urn, owner);
  const by = clientId(urn % 4 === 0 ? "VENDOR" : "VENDOR_B", 0);
  const week = (year: Year, week: number): Register => ({ urn, year, week, attended, by });
  const codes = urn !== withoutCodes;
  return [
    ...weeks["2022/23"].map((_, index) => week("2022/23", index)),
    ...[0, 1].map((index) => ({ ...week("2023/24", index), codes })),
    { ...week("2023/24", 2), attended: low, current: false },
    { ...week("2023/24", 2), revision: 2, codes },
    { ...week("2023/24", 3), current: false },
    { ...week("2023/24", 3), revision: 2, withdrawn: true },
    { ...week("2023/24", 0), scope: "SIXTH_FORM", attended: attended + 10_000_000 },
  ];
}

/** One of the vendor's schools sent totals only. */
const withoutCodes = 100_006;

/** What no compared client may read: other schools, figures, revisions and senders. @param place among such schools */
function othersRegisters(urn: number, twin: Twin, place: number, wholeYears: number): Register[] {
  const attended = canarySessions(urn, twin);
  const by = clientId(place % 3 === twin ? "VENDOR" : "VENDOR_B", 0); // the vendor's own, whose grant was revoked since
  const week = (year: Year, week: number): Register => ({ urn, year, week, attended, by });
  const activity = 1_000_000 * (1 + 2 * twin);
  const earlier = (year: Year) =>
    weeks[year].map((_, index) => {
      const endsLow = index >= weeksSoFar && place >= mostMeeting;
      return { ...week(year, index), attended: endsLow ? low + urn : attended };
    });
  const sent = place % (2 + twin) === 0 || urn === peerOfOwn;
  return [
    ...(place < wholeYears ? earlier("2022/23") : []),
    ...(place < 4 + 8 * twin ? earlier("2021/22") : []),
    ...(sent
      ? [
          { ...week("2023/24", 0), attended: low + urn, current: false },
          { ...week("2023/24", 0), activity, revision: 2 + twin },
          { ...week("2023/24", 1 + twin), activity, revision: 3 + twin, withdrawn: place % 4 === 0 },
        ]
      : []),
  ];
}

/** Of these schools, so many would meet a target, as the 9 schools of compared clients would. */
const mostMeeting = 11;

/** In the cohort behind the compared school's target. */
const peerOfOwn = 100_011;

/** How many schools of no compared client have a whole earlier year: see the top of this file. */
const wholeYearsOf: Readonly<Record<World, readonly [number, number]>> = { scopes: [31, 30], runs: [12, 20] };

export async function addSecretAttendance(sql: Sql, twin: Twin, world: World): Promise<void> {
  const others = urns.filter((urn) => ownerOfAttendance(world, urn) === null);
  const rows = urns.flatMap((urn) => {
    const owner = ownerOfAttendance(world, urn);
    const wholeYears = wholeYearsOf[world][twin];
    return (owner ? registersOf(urn, owner) : othersRegisters(urn, twin, others.indexOf(urn), wholeYears)).map(row);
  });
  await insert(sql, "submission", twin === 0 ? rows : rows.toReversed());
  const halfTermsOf = (urn: number) => ({ urn, year: "2023/24", begins: ownHalfTerms.with(1, `2023-10-2${3 + twin}`) });
  const ownUrns = ownedHalfTerms.map(({ urn }) => urn);
  const withOwn = others.filter((urn) => !ownUrns.includes(urn)).slice(0, 6 - 2 * twin);
  await insert(sql, "school_half_terms", withOwn.map(halfTermsOf));
  await insert(sql, "school_half_terms", ownedHalfTerms);
  await addBulk(sql, twin);
  await insert(sql, "access_request", [...ownRequests, ...othersRequests(twin)]);
  const answers = Array.from({ length: 3 + twin }, (_, number) => ({
    id: digest(`id ${twin} ${number}`),
    request: digest(`request ${twin} ${number}`),
    answer: digest(canaryText("answer", twin)),
    created_at: moment(twin, number),
  }));
  await insert(sql, "idempotent_answer", answers);
}

const digest = (text: string) => `\\x${createHash("sha256").update(text).digest("hex")}`;

const ownedHalfTerms = [{ urn: scopes.SCHOOL.attendance[0], year: "2023/24", begins: ownHalfTerms }];

/** A finished file of the vendor, the same in both databases, and files of others. */
export const ownBulk = uuid(90, 1);
export const bulkIds = (twin: Twin): string[] => [1, 2, 3].slice(twin).map((number) => uuid(91 + twin, number));

async function addBulk(sql: Sql, twin: Twin): Promise<void> {
  const counts = { bytes: 300, gzip: false, lines: 3, stored: 1, unchanged: 1, superseded: 0, rejected: 1 };
  const files = [
    { id: ownBulk, client: "VENDOR", owner: "VENDOR", at: "2024-02-01T07:00:00Z" },
    ...bulkIds(twin).map((id, number) => ({ id, client: "VENDOR_B", owner: twin, at: moment(twin, number) }) as const),
  ] as const;
  for (const { id, client, owner, at } of files) {
    const job_id = await addJob(sql, owner === "VENDOR" ? 0 : twin, id, "submissions");
    await insert(sql, "bulk_submission", [
      {
        id,
        client_id: clientId(client, 0),
        job_id,
        ...counts,
        bytes: 300 + Number(id !== ownBulk) * twin,
        created_at: at,
      },
    ]);
    if (id !== ownBulk)
      await insert(sql, "bulk_piece", [{ bulk_id: id, number: 0, bytes: digest(canaryText("piece", twin)) }]);
    const text = JSON.stringify({ urn: 100_003, note: canaryText("line", owner) });
    await insert(sql, "bulk_rejection", [
      { bulk_id: id, line: 3, rule: "NO_AGREEMENT", message: canaryText("refused", owner), text },
    ]);
  }
}

/** Requests that the compared school or vendor may read. */
const ownRequests = [
  request(1, "VENDOR_B", 100_001, canaryText("request", "SCHOOL")),
  request(2, "VENDOR", 100_001, "We write your registers.", "DECLINED"),
  request(3, "VENDOR", 100_030, canaryText("request", "VENDOR")),
  request(4, "VENDOR", revokedUrn, canaryText("request", "VENDOR"), "GRANTED"),
];

export const ownRequestIds = ownRequests.map(({ id }) => id);
export const accessRequestIds = (twin: Twin) =>
  Array.from({ length: 8 - 3 * twin }, (_, index) => uuid(93 + twin, index));

const othersRequests = (twin: Twin) =>
  accessRequestIds(twin).map((id, index) => ({
    ...request(
      10 + index,
      "VENDOR_B",
      100_003 + 2 * index,
      canaryText("request", twin),
      index % 2 ? "DECLINED" : "ASKED",
    ),
    id,
    created_at: moment(twin, index),
  }));

function request(
  number: number,
  from: Extract<Caller, "VENDOR" | "VENDOR_B">,
  urn: number,
  reason: string,
  status = "ASKED",
) {
  const decided_at = status === "ASKED" ? null : `2026-02-${10 + number}T07:00:00Z`;
  const created_at = `2026-02-${10 + number}T06:00:00Z`;
  return {
    id: uuid(92, number),
    client_id: clientId(from, 0),
    urn,
    capabilities: ["ATTENDANCE"],
    reason,
    status,
    created_at,
    decided_at,
  };
}

/** Restores what compared clients can change. All that they submit is later than what was here before. */
export async function restoreAttendance(sql: Sql): Promise<void> {
  await sql.script(`
    ALTER TABLE submission DISABLE TRIGGER submission_is_kept;
    DELETE FROM submission WHERE submitted_at > '2025-01-01';
    UPDATE submission SET current = true WHERE NOT current AND revision = (
      SELECT max(revision) FROM submission s WHERE (s.urn, s.scope, s.from_date, s.to_date)
        = (submission.urn, submission.scope, submission.from_date, submission.to_date));
    ALTER TABLE submission ENABLE TRIGGER submission_is_kept;`);
  await sql.query("DELETE FROM school_half_terms WHERE urn = $1", [scopes.SCHOOL.attendance[0]]);
  await insert(sql, "school_half_terms", ownedHalfTerms);
  await sql.query("DELETE FROM access_request WHERE client_id = $1 OR urn = $2", [
    clientId("VENDOR", 0),
    scopes.SCHOOL.attendance[0],
  ]);
  await insert(sql, "access_request", ownRequests);
  const made = await sql.query<{ jobId: string }>(
    `DELETE FROM bulk_submission WHERE id <> ALL($1::uuid[]) RETURNING job_id AS "jobId"`,
    [[ownBulk, ...bulkIds(0), ...bulkIds(1)]],
  );
  await sql.query("DELETE FROM job WHERE id = ANY($1::uuid[])", [made.map(({ jobId }) => jobId)]);
}
