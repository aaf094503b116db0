// Hand-written documents about submitted attendance, requests for access and repeated requests: see sequences.ts.
import type { Caller } from "./protocol.js";
import { ownUrn, revokedUrn, scopes } from "./scopes.js";
import { accessRequestIds, ownRequestIds } from "./secret-attendance.js";

/** Schools of compared clients, one that revoked its grant to the vendor, and one of no client. */
const schools = [...new Set([...Object.values(scopes).flatMap(({ attendance }) => attendance), revokedUrn, 100_003])];

const ofEachSchool = (fields: string): string =>
  `{ ${schools.map((urn) => `s${urn}: school(urn: ${urn}) { ${fields} }`).join(" ")} }`;

const activity = "at kind clientName subject operation scope from to revision withdrawn";

/** Requests of the department, which every compared caller sends after it. */
export const privilegedOfAttendance: readonly string[] = [
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
  ...requestIds.map(
    (id) => `mutation { grantAccessRequest(input: { requestId: "${id}" }) { request { status reason } } }`,
  ),
  ...requestIds.map(
    (id) => `mutation { declineAccessRequest(input: { requestId: "${id}" }) { request { status reason } } }`,
  ),
  `mutation { requestAccess(input: { urns: [${[...schools, 100_030, 999_999]}], capabilities: [ATTENDANCE], reason: "Asked." }) { asked alreadyGranted alreadyAsked declined unknown notAsked { urn reason } } }`,
  "mutation { takeBackAccessRequests(input: { urns: [100001, 100003, 100005, 100030] }) { takenBack } }",
];

/** A document that every compared caller sends after others sent theirs to one of the servers only. */
export interface AfterOthers {
  readonly others: readonly { readonly caller: Caller; readonly document: string }[];
  readonly document: string;
}

const quick = "{ viewer { role } }";

export const afterOthers: readonly AfterOthers[] = [
  {
    others: (["VENDOR_B", "SCHOOL_B", "DEPARTMENT", "ANALYST_B"] as const).map((caller) => ({
      caller,
      document: quick,
    })),
    document: "{ viewer { role limits { pointsPerMinute costPerPoint costPerDocument } } }",
  },
];
