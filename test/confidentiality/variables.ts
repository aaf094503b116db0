// Documents that two callers send with different variables: what a server keeps of a document must serve both.
import type { Caller } from "./protocol.js";
import { publishedRuns } from "./public-part.js";

/** Callers of the same role, so that a server may keep the same for both. */
const counterparts: Partial<Record<Caller, Caller>> = {
  SCHOOL: "SCHOOL_B",
  VENDOR: "VENDOR_B",
  TRUST: "TRUST_B",
  ANALYST: "ANALYST_B",
};

/** Another client of the same role, or the same client if there is none. */
export const counterpartOf = (caller: Caller): Caller => counterparts[caller] ?? caller;

interface Asked {
  readonly parameters: string;
  readonly selection: string;
  /** The variables of the two callers. */
  readonly variables: readonly [object, object];
}

const [oneRun, otherRun] = publishedRuns.map((id) => Buffer.from(`Run:${id}`).toString("base64"));
const page = "totalCount pageInfo { hasNextPage } nodes { urn name }";

export const askedWithVariables: readonly Asked[] = [
  {
    parameters: "$filter: SchoolFilter, $first: Int!, $years: [String!]",
    selection: `{ schools(filter: $filter, first: $first) { ${page} nodes { attendance(years: $years) { year attendance } } } }`,
    variables: [
      { filter: { localAuthority: 301 }, first: 2, years: ["2018/19"] },
      { filter: { localAuthority: 302 }, first: 3, years: ["2022/23"] },
    ],
  },
  {
    parameters: "$filter: SchoolFilter, $order: SchoolOrder",
    selection: `{ schools(filter: $filter, orderBy: $order, first: 4) { ${page} } }`,
    variables: [
      { filter: { trust: 5001, open: true }, order: { field: "URN", direction: "DESC" } },
      { filter: { open: false }, order: null },
    ],
  },
  {
    parameters: "$in: Boolean!",
    selection:
      "{ school(urn: 100003) { urn name @include(if: $in) region @skip(if: $in) links @include(if: $in) { urn } cohort @skip(if: $in) { peers { urn } } } schools(first: 2) { totalCount @include(if: $in) nodes @skip(if: $in) { urn } } }",
    variables: [{ in: true }, { in: false }],
  },
  {
    parameters: "$laestab: Int!, $run: ID, $first: Int!",
    selection:
      "{ school(laestab: $laestab) { urn cohort(run: $run) { run { id } peers(first: $first) { urn school { name } } } } }",
    variables: [
      { laestab: 3_010_000, run: oneRun, first: 1 },
      { laestab: 3_010_007, run: otherRun, first: 2 },
    ],
  },
  {
    parameters: "$urn: Int!, $year: String",
    selection:
      "{ school(urn: $urn) { urn name target(year: $year) { year target code } partnership { gap partner { urn } } } }",
    variables: [
      { urn: 100_001, year: "2023/24" },
      { urn: 100_003, year: null },
    ],
  },
];
