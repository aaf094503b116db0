// Leaks of submitted attendance, of what depends on it, and of requests for access: see mutants.ts.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are code to find and to insert
import type { Edit, Mutant } from "./mutant.js";

const access = "src/access/access.ts";
const decide = "src/submissions/decide.ts";
const requests = "src/access/requests.ts";
const vendorReads = "src/access/vendor-reads.ts";
const everySchool = "[{ urn: null, trustCode: null, laCode: null }]";

/** Past the check that an answer may be read again. */
const readAgain: Edit = {
  file: decide,
  find: 'inScope(scopeOf(viewer, "ATTENDANCE"), { ...everySchool, urn }) ? answer : rejected(noAgreement({ urn }))',
  replace: "answer",
};

export const leaksOfAttendance: readonly Mutant[] = [
  {
    name: "gap",
    about: "A vendor with a grant of ATTENDANCE alone reads the gap to the target, which it can find out by revisions.",
    edits: [
      {
        file: access,
        find: 'holdsFor("TARGETS")(viewer, school) && holdsFor("ATTENDANCE")(viewer, school)',
        replace: 'holdsFor("ATTENDANCE")(viewer, school)',
      },
      {
        file: "src/targets/progress/against-target.ts",
        find: 'inScope(scopeOf(viewer, "TARGETS"), school)',
        replace: "true",
      },
      {
        file: "src/targets/progress/against-target.ts",
        find: "await targetsOf(database, viewer, urns,",
        replace: 'await targetsOf(database, { ...viewer, role: "DEPARTMENT" }, urns,',
      },
    ],
  },
  {
    name: "progress",
    about: "Whoever may read the progress of one school reads that of every school.",
    edits: [
      {
        file: "schema/submissions/progress.ts",
        find: 'access: "attendanceOfSchool"',
        replace: 'access: "attendance"',
      },
      {
        file: "src/submissions/progress/store.ts",
        find: 'scope: scopeOf(viewer, "ATTENDANCE"),',
        replace: `scope: ${everySchool},`,
      },
    ],
  },
  {
    name: "submissions",
    about: "Whoever may read the submissions of one school reads those of every school.",
    edits: [
      {
        file: "schema/submissions/submission.ts",
        find: 'access: "attendanceOfSchool"',
        replace: 'access: "attendance"',
      },
      {
        file: "src/submissions/store.ts",
        find: 'scope: scopeOf(viewer, "ATTENDANCE"),',
        replace: `scope: ${everySchool},`,
      },
    ],
  },
  {
    name: "half terms",
    about: "Whoever may read the half terms of one school reads those of every school.",
    edits: [
      {
        file: "schema/submissions/half-terms.ts",
        find: 'access: "attendanceOfSchool"',
        replace: 'access: "attendance"',
      },
      {
        file: "src/submissions/half-terms/own.ts",
        find: 'scope: scopeOf(viewer, "ATTENDANCE"),',
        replace: `scope: ${everySchool},`,
      },
    ],
  },
  {
    name: "revoked vendor reads",
    about: "A vendor reads what a school once granted on its request, after the school has revoked it.",
    edits: [
      {
        file: "src/access/client-row.ts",
        find: 'import type { Kysely } from "kysely";',
        replace: 'import { type Kysely, sql as expression } from "kysely";',
      },
      {
        file: "src/access/client-row.ts",
        find: 'selectFrom("grant")',
        replace: `selectFrom(expression\`(SELECT client_id, capability, urn, trust_code, la_code FROM "grant"
        UNION SELECT client_id, unnest(capabilities), urn, NULL, NULL FROM access_request WHERE status = 'GRANTED')\`.as("grant") as never as "grant")`,
      },
    ],
  },
  {
    name: "revoked vendor submits",
    about: "A vendor submits for a school that it once submitted for, after the school has revoked its grant.",
    edits: [
      readAgain,
      {
        file: "src/submissions/agreement.ts",
        find: "return new Set(grants.map(({ urn }) => urn));",
        replace: `const sent = await sql.query<{ urn: number }>(
    "SELECT DISTINCT urn FROM submission WHERE client_id = $1 AND urn = any($2)", [viewer.clientId, urns]);
  return new Set([...grants, ...sent].map(({ urn }) => urn));`,
      },
    ],
  },
  {
    name: "rules before agreement",
    about: "A client reads, as OVERLAP, which periods a school has submitted that has not agreed.",
    edits: [
      readAgain,
      {
        file: "src/submissions/submit.ts",
        find: '.filter(({ agreed, fault }) => agreed && fault?.rule !== "PERIOD")',
        replace: '.filter(({ fault }) => fault?.rule !== "PERIOD")',
      },
      {
        file: decide,
        find: "if (!agreed) return {",
        replace: `const overlap = faultOfOverlap(known.overlapping(submission));
  if (!agreed && overlap) return { answer: rejected(overlap) };
  if (!agreed) return {`,
      },
    ],
  },
  {
    name: "chance of few",
    about: "The chance of meeting the target rests on fewer than 30 schools.",
    world: "runs",
    edits: [
      {
        file: "src/targets/progress/chance.ts",
        find: "if (changes.length < fewestSchools) return null;",
        replace: "if (changes.length === 0) return null;",
      },
    ],
  },
  {
    name: "chance unrounded",
    about: "The chance of meeting the target is exact, so that one school's figure can change it.",
    edits: [
      {
        file: "src/targets/progress/chance.ts",
        find: "Math.round((100 * met) / changes.length / step) * step",
        replace: "Math.round((100 * met) / changes.length)",
      },
    ],
  },
  {
    name: "mean of few",
    about: "The mean use of codes in a cohort is that of fewer than ten peers.",
    edits: [
      {
        file: "src/targets/progress/cohort-shares.ts",
        find: "HAVING count(*) >= ${fewest}",
        replace: "HAVING count(*) >= 1",
      },
    ],
  },
  {
    name: "use of codes",
    about: "A vendor reads the use of codes, and with it the mean of the cohort behind the school's target.",
    edits: [
      {
        file: access,
        find: 'mayGovern(viewer) || (viewer.role === "SCHOOL" && viewer.urn === school.urn)',
        replace: 'holdsFor("ATTENDANCE")(viewer, school)',
      },
      {
        file: "src/submissions/progress/marks.ts",
        find: 'viewer.role === "SCHOOL" || mayGovern(viewer)',
        replace: "true",
      },
    ],
  },
  {
    name: "activity",
    about: "A school reads what vendors did with another school's data.",
    edits: [
      {
        file: vendorReads,
        find: "if (urn == null || urn === viewer.urn) return viewer.urn;",
        replace: "return urn ?? viewer.urn;",
      },
    ],
  },
  {
    name: "place in the audit",
    about: "A cursor in the list of what vendors did contains the number of an entry among all entries of the audit.",
    edits: [
      {
        file: vendorReads,
        find: "expression<string>`${key}::text`",
        replace: "expression<string>`audit_entry.id::text`",
      },
    ],
  },
  {
    name: "others' requests",
    about: "A vendor reads every vendor's requests for access.",
    edits: [
      {
        file: requests,
        find: 'byVendor ? request("accessRequest.clientId", "=", clientId) : expression<boolean>`true`',
        replace: "expression<boolean>`true`",
      },
    ],
  },
  {
    name: "another's decision",
    about: "A school reads, by deciding about it, a request to another school.",
    edits: [
      {
        file: requests,
        find: '    .where("accessRequest.urn", "=", urn)\n',
        replace: "",
      },
    ],
  },
  {
    name: "another's answer",
    about: "A client that repeats another's idempotency key gets the other's answer, with its new key.",
    edits: [
      {
        file: "src/access/idempotency.ts",
        find: "JSON.stringify([clientId, clientId === null ? name : null])",
        replace: '""',
      },
    ],
  },
  {
    name: "one limit",
    about: "Clients share a rate limit, so that each sees how much the others request.",
    edits: [
      {
        file: "src/server/use-rate-limit.ts",
        find: "return `client ${clientId}`;",
        replace: 'return "clients";',
      },
    ],
  },
  {
    name: "another's file",
    about: "A vendor reads the counts and the rejected lines of another's file of submissions.",
    edits: [
      {
        file: "src/submissions/bulk/store.ts",
        find: '.where("clientId", "=", clientId)',
        replace: "",
      },
    ],
  },
];
