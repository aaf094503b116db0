// Hand-written documents about submitted attendance, requests for access and repeated requests: see sequences.ts.
import type { Caller, WireRequest } from "./protocol.js";
import { largeCohortUrn, ownUrn, revokedUrn, scopes } from "./scopes.js";
import { accessRequestIds, bulkIds, ownBulk, ownRequestIds } from "./secret-attendance.js";

/** Schools of compared clients, one that revoked its grant to the vendor, and one of no client. */
const schools = [...new Set([...Object.values(scopes).flatMap(({ attendance }) => attendance), revokedUrn, 100_003])];

const ofEachSchool = (fields: string): string =>
  `{ ${schools.map((urn) => `s${urn}: school(urn: ${urn}) { ${fields} }`).join(" ")} }`;

const sessions = "{ possible attended authorised unauthorised attendance }";
const submission = `scope from to year halfTerm revision current withdrawn sessions ${sessions} enrolments persistent severe asAt submittedAt`;

const toDate = `halfTerm from asOf ageOfData sessions ${sessions} verifiable lastYear noLastYear`;

/** Of a week that counts 100 sessions for each of 20 enrolments. @param more other fields */
function submitted(urns: readonly number[], weekFrom: string, weekTo: string, revision: number, more = ""): string {
  const totals = more || "totals: { possible: 2000, attended: 1900, authorised: 60, unauthorised: 40 } enrolments: 20";
  const each = urns.map(
    (urn) =>
      `{ urn: ${urn}, scope: AGE_5_15, from: "${weekFrom}", to: "${weekTo}", revision: ${revision}, asAt: "2026-03-01T07:00:00Z", ${totals} }`,
  );
  return each.join(", ");
}

const submit = (submissions: string, key?: string): string =>
  `mutation { submitAttendance(input: { submissions: [${submissions}]${key ? `, idempotencyKey: "${key}"` : ""} }) { answers { outcome rule message warnings { rule message } revision before ${sessions} after ${sessions} } counts { stored unchanged superseded rejected } } }`;

const byCode =
  'byCode: [{ code: "/", sessions: 1900 }, { code: "B", sessions: 60 }, { code: "-", sessions: 40 }] enrolments: 2';
const halfTerms = '["2023-08-01", "2023-10-30", "2024-01-01", "2024-02-27", "2024-04-01", "2024-05-27"]';

const activity = "at kind clientName subject operation scope from to revision withdrawn";

/** Requests of the department, which every compared caller sends after it. */
export const privilegedOfAttendance: readonly string[] = [
  ofEachSchool(
    `progress { year toDate { ${toDate} } halfTerms { ${toDate} } absentees { enrolments persistent severe } }`,
  ),
  ofEachSchool("progress { year againstTarget { target gap } }"),
  // One school in a document, which may not cost more.
  ...[ownUrn, ...(["VENDOR", "TRUST", "ANALYST"] as const).map((caller) => scopes[caller].attendance[0])].map(
    (urn) => `{ school(urn: ${urn}) { progress { againstTarget { gap chance { percent word reason } } } } }`,
  ),
  ...[ownUrn, largeCohortUrn, 100_003].map(
    (urn) =>
      `{ school(urn: ${urn}) { progress { useOfCodes { halfTerm verifiable codes { code share lastYear cohort } attendance attendanceUnchanged question } } } }`,
  ),
  ofEachSchool(`attendanceSubmissions(first: 20) { nodes { ${submission} } }`),
  ofEachSchool(
    `attendanceSubmissions(first: 3, year: "2023/24", withHistory: true) { edges { cursor node { ${submission} byCode { code sessions } } } pageInfo { hasNextPage endCursor } } halfTerms(year: "2023/24") { begins own }`,
  ),
  `{ vendorActivity(urn: ${ownUrn}, first: 50) { nodes { ${activity} } } }`,
  `{ vendorActivity(urn: ${ownUrn}, first: 2) { edges { cursor node { at } } pageInfo { hasNextPage endCursor } } }`,
  `{ vendorActivity(urn: 100003, first: 20) { nodes { ${activity} } } }`,
  "{ accessRequests(first: 20) { edges { cursor node { clientName reason status capabilities createdAt decidedAt mayAskAgainAt school { urn } } } pageInfo { hasNextPage } } }",
  "{ accessRequests(urn: 100003, status: ASKED, first: 5) { nodes { reason } pageInfo { hasNextPage } } vendors(first: 5) { nodes { id name } } }",
];

const requestIds = [
  ...ownRequestIds.slice(0, 2),
  ...accessRequestIds(0).slice(0, 2),
  ...accessRequestIds(1).slice(0, 1),
];

/** Attempts of every compared caller to change what may be its own or another's. */
export const attemptsOfAttendance: readonly string[] = [
  submit(submitted(schools, "2024-03-11", "2024-03-15", 1)),
  submit(submitted(schools, "2024-03-11", "2024-03-15", 1, byCode)),
  submit(submitted(schools, "2023-09-04", "2023-09-08", 1)), // behind the current revision, or one that is used
  submit(submitted(schools, "2023-09-04", "2023-09-08", 9)), // a correction
  submit(submitted(schools, "2023-09-05", "2023-09-06", 1)), // overlaps
  submit(submitted(schools, "2023-10-25", "2023-11-02", 1)), // crosses half terms, the usual ones or the school's own
  submit(submitted(schools, "2024-04-22", "2024-04-26", 1, "withdrawn: true")),
  ...["2023/24", "2024/25"].flatMap((year) => [
    `mutation { setHalfTerms(input: { urn: 100003, year: "${year}", begins: ${halfTerms} }) { halfTerms { year begins own } } }`,
    `mutation { setHalfTerms(input: { urn: ${ownUrn}, year: "${year}", begins: ${halfTerms} }) { halfTerms { year begins own } } }`,
  ]),
  ...requestIds.map(
    (id) => `mutation { grantAccessRequest(input: { requestId: "${id}" }) { request { status reason } } }`,
  ),
  ...requestIds.map(
    (id) => `mutation { declineAccessRequest(input: { requestId: "${id}" }) { request { status reason } } }`,
  ),
  `mutation { requestAccess(input: { urns: [${[...schools, 100_030, 999_999]}], capabilities: [ATTENDANCE], reason: "Asked." }) { asked alreadyGranted alreadyAsked declined unknown notAsked { urn reason } } }`,
  "mutation { takeBackAccessRequests(input: { urns: [100001, 100003, 100005, 100030] }) { takenBack } }",
];

const file = (urns: readonly number[]): WireRequest => ({
  method: "POST",
  path: "/bulk/attendance",
  headers: { "content-type": "application/jsonl", "idempotency-key": "a-key-of-the-harness" },
  body: urns
    .map((urn) => {
      const period = {
        urn,
        scope: "AGE_5_15",
        from: "2024-03-11",
        to: "2024-03-15",
        revision: 1,
        asAt: "2024-03-18T07:00:00Z",
      };
      return `${JSON.stringify({ ...period, withdrawn: true })}\n`;
    })
    .join(""),
});

/** Files of submissions in bulk. No worker reads them: this is about who sees which. */
export const bulkRequests: readonly WireRequest[] = [
  ...[ownBulk, ...bulkIds(0), ...bulkIds(1).slice(0, 1)].flatMap((id) =>
    ["", "/rejected"].map((part) => ({
      method: "GET",
      path: `/bulk/attendance/${id}${part}`,
      headers: {},
      body: null,
    })),
  ),
  ...[ownBulk, ...bulkIds(0).slice(0, 1)].map((id) => ({
    ...{ method: "DELETE", path: `/bulk/attendance/${id}`, headers: {}, body: null },
  })),
  file([100_001, 100_002, 100_003]),
];

/** A document that every compared caller sends after others sent theirs to one of the servers only. */
export interface AfterOthers {
  readonly others: readonly { readonly caller: Caller; readonly document: string }[];
  readonly document: string;
}

const key = "a-key-that-both-vendors-use";
/** The other vendor may submit it. */
const submitAgain = submit(submitted([100_005], "2024-03-18", "2024-03-22", 1), key);
/** Its answer has a new key of the client. */
const rotateAgain = `mutation { rotateKey(input: { idempotencyKey: "${key}-too" }) { key apiKey { createdAt } } }`;

const quick = "{ viewer { role } }";

export const afterOthers: readonly AfterOthers[] = [
  {
    others: (["VENDOR_B", "SCHOOL_B", "DEPARTMENT", "ANALYST_B"] as const).map((caller) => ({
      caller,
      document: quick,
    })),
    document: "{ viewer { role limits { pointsPerMinute costPerPoint costPerDocument } } }",
  },
  ...[submitAgain, rotateAgain].map((document) => ({ others: [{ caller: "VENDOR_B", document } as const], document })),
];
