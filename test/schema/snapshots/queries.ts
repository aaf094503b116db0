// The queries of snapshots.test.ts: name -> document, and its variables.
import { globalId, runs } from "../../server/secrets.js";

interface Query {
  readonly document: string;
  readonly variables?: object;
}

const school = (body: string, urn = 100_001): Query => ({ document: `{ school(urn: ${urn}) { ${body} } }` });
const id = (urn: number) => globalId("School", String(urn));

export const queries: Readonly<Record<string, Query>> = {
  "school by URN": school("urn name phase localAuthority { code name }"),
  "school by LAESTAB": {
    document: "query ($n: Int!) { school(laestab: $n) { urn status } }",
    variables: { n: 3_010_004 },
  },
  "no school": school("urn", 999_999),
  "aliases merge into one read": school("a: name b: name source { file } also: source { line }"),
  "list by name": { document: "{ schools(first: 3) { nodes { urn name } } }" },
  "number of schools alone": { document: "{ schools(filter: { open: true }) { totalCount } }" },
  "last page": {
    document:
      "{ schools(last: 2, orderBy: { field: URN }) { edges { cursor node { urn } } pageInfo { hasPreviousPage } } }",
  },
  "page after a cursor": {
    document:
      "query ($after: String) { schools(first: 2, after: $after, orderBy: { field: ATTENDANCE, direction: DESC }) { nodes { urn } pageInfo { endCursor hasNextPage } } }",
    variables: { after: Buffer.from("after:100010").toString("base64url") },
  },
  filters: {
    document: "query ($filter: SchoolFilter) { schools(first: 2, filter: $filter) { totalCount nodes { urn } } }",
    variables: { filter: { localAuthority: 301, phases: ["SECONDARY"], region: null, open: true } },
  },
  "near a school": {
    document:
      "{ schools(first: 3, filter: { near: { urn: 100005, withinKm: 3.5 } }, orderBy: { field: DISTANCE }) { nodes { urn location { easting } } } }",
  },
  search: { document: '{ schools(first: 2, filter: { search: "oakfield" }) { totalCount nodes { name } } }' },
  "attendance of a year": {
    document: "query ($years: [String!]) { school(urn: 100001) { attendance(years: $years) { year attendance } } }",
    variables: { years: ["2022/23"] },
  },
  "attendance with changes and codes": school(
    "attendance { year changeOnYearBefore changeOn2018 missing { figure code } source { file line } }",
  ),
  "circumstances with sources": school("circumstances { year roll fsm fsmSource sources { figure source { line } } }"),
  "links with schools": school("links { type school { name attendance { year } } } predecessors { urn }", 100_060),
  "fragments and directives": {
    document: `query ($yes: Boolean!, $no: Boolean = false) {
      school(urn: 100001) { ...Name attendance @include(if: $no) { year } ... on Node { id } links @skip(if: $yes) { urn } }
    }
    fragment Name on School { name town @include(if: $yes) region @skip(if: $yes) }`,
    variables: { yes: true },
  },
  "node and nodes": {
    document: `{ node(id: "${id(100_001)}") { id ... on School { name } } nodes(ids: ["${id(100_002)}", "bad", "${id(100_003)}"]) { ... on School { urn links { urn } } } }`,
  },
  "several roots": {
    document: `{ one: school(urn: 100001) { ...Years } other: school(urn: 100002) { ...Years } by: node(id: "${id(100_003)}") { ...Years } else: school(urn: 100004) { attendance(years: ["2018/19"]) { year } } }
      fragment Years on School { attendance(years: ["2022/23"]) { year } }`,
  },
  "latest cohort with peers": school("cohort { band { label } peers(first: 2) { rank distance school { name } } }"),
  "cohorts of runs": school(
    `open: cohort(run: "${globalId("Run", runs.published)}") { peers(first: 1) { urn } } secret: cohort(run: "${globalId("Run", runs.secret)}") { peers(first: 1) { urn } }`,
  ),
  "secrets beside what is published": school(
    'name target { target } partnership { partner { name attendance(years: ["2022/23"]) { attendance } } }',
  ),
};
