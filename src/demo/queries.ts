// A query for each role that shows what it can read; the README has similar ones with answers.
import type { Role } from "../access/viewer.js";

interface Shown {
  readonly shows: string;
  readonly query: string;
}

interface DemoQuery extends Shown {
  readonly another?: Shown;
}

/** The target year before the latest. */
const lastYear = "2024/25";

/** @param urn the school of the demo's SCHOOL client */
export function demoQueries(urn: number): Record<Exclude<Role, "ANONYMOUS">, DemoQuery> {
  const target = `{ school(urn: ${urn}) { name target { year target outcome flags } } }`;
  const week = `urn: ${urn}, scope: AGE_5_15, from: "2025-11-03", to: "2025-11-07", revision: 1, asAt: "2025-11-10T17:30:00Z"`;
  const marks = [`{ code: "/", sessions: 1900 }`, `{ code: "\\\\", sessions: 1890 }`, `{ code: "I", sessions: 180 }`];
  return {
    DEPARTMENT: {
      shows: "every target of every year, draft or issued, with national statistics",
      query: "{ targetSets(first: 2) { nodes { status targetYear statistics { block outcome schools } } } }",
    },
    ANALYST: {
      shows: "runs, published or not; and, because it may read every target, the policy behind them",
      query: "{ runs(first: 5) { nodes { strategy version status fingerprint summary { schools matched } } } }",
    },
    SCHOOL: {
      shows: "its own target, of this year and the last, its peers and partner, and no other school's",
      query: `{ school(urn: ${urn}) { name attendance { year attendance } target { year target } last: target(year: "${lastYear}") { target } targetCohort { peers(first: 3) { rank school { name } } } partnership { partner { name } gap } } }`,
      another: {
        shows: "its attendance this year, beside its own at the same point last year, and beside its target",
        query: `{ viewer { school { progress { year toDate { asOf sessions { attendance } lastYear } againstTarget { target gap chance { percent word } } } } } }`,
      },
    },
    TRUST: { shows: "the targets of its schools, which the department granted", query: target },
    LOCAL_AUTHORITY: { shows: "the targets of its schools, which the department granted", query: target },
    MIS_VENDOR: {
      shows: "the target of a school that agreed, until the school revokes it",
      query: target,
      another: {
        shows: "it submits another week of the school's attendance, by register code",
        query: `mutation { submitAttendance(input: { submissions: [{ ${week}, enrolments: 420, byCode: [${marks.join()}] }] }) { answers { outcome message before { attendance } after { attendance } } } }`,
      },
    },
    OFSTED: {
      shows: "what anyone may read: schools, published figures, published cohorts",
      query: `{ school(urn: ${urn}) { name attendance { year attendance } cohort { peers(first: 3) { rank distance school { name } } } } }`,
    },
  };
}
