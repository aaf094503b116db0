// Leaks that let one client read another's secrets: a school, vendor, trust, authority or analyst. See mutants.ts.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are code to find and to insert
import type { Mutant } from "./mutant.js";

const viewer = "src/access/viewer.ts";
const targets = "src/targets/store.ts";
const links = "src/partnerships/store.ts";

export const leaksBetweenClients: readonly Mutant[] = [
  {
    name: "reverse",
    about: "A school reads both sides of an explanation in the run behind its target, not only its own side.",
    edits: [
      {
        file: "schema/runs/peer-explanation.ts",
        find: "return cohort.hidesRun ? { ...explained, reverse: null } : explained;",
        replace: "return explained;",
      },
    ],
  },
  {
    name: "whose peer",
    about: "A school reads whose peer it is in the run behind its target, and so other schools' cohorts.",
    edits: [
      {
        file: "schema/runs/peer-of.ts",
        find: "const run = runId ? await loadRun(context, runId) : null;",
        replace: `const { viewer } = context;
        const analyst = { ...context, viewer: viewer.role === "SCHOOL" ? { ...viewer, role: "ANALYST" as const } : viewer };
        const run = runId ? await loadRun(analyst, runId) : null;`,
      },
      {
        file: "schema/runs/peer-of.ts",
        find: "mayAnalyse(viewer)\n    ? seekersForAnalysis(database, viewer,",
        replace: `viewer.role === "SCHOOL" || mayAnalyse(viewer)
    ? seekersForAnalysis(database, viewer.role === "SCHOOL" ? { ...viewer, role: "ANALYST" } : viewer,`,
      },
    ],
  },
  {
    name: "draft's cohort",
    about: "A school reads its cohort in the run behind a draft.",
    edits: [
      {
        file: targets,
        find: '.where("targetSet.status", "=", "ISSUED")',
        replace: '.where("targetSet.status", "<>", "SUPERSEDED")',
      },
    ],
  },
  {
    name: "one agreement",
    about: "A vendor reads the partner when only one of the two schools granted access.",
    edits: [
      {
        file: links,
        find: "granted = grantedUrns(viewer, scope);",
        replace: "granted: readonly number[] | null = null;",
      },
    ],
  },
  {
    name: "superseded link",
    about: "A school reads its links in superseded plans.",
    edits: [
      {
        file: links,
        find: 'return eb("standsFor", "=", year == null ? latest : val(year));',
        replace:
          'return eb.or([eb("plan.status", "=", "SUPERSEDED"), eb("standsFor", "=", year == null ? latest : val(year))]);',
      },
    ],
  },
  {
    name: "rank in another's cohort",
    about: "A partner reads its rank in the cohort of the school that seeks.",
    edits: [
      {
        file: links,
        find: 'exists(seeks.select("school.urn"))',
        replace: "expression`true`",
      },
    ],
  },
  {
    name: "rank and reason",
    about: "A vendor reads the partner's rank, and why a school has no partner.",
    edits: [
      {
        file: links,
        find: "expression`false`",
        replace: "expression`true`",
      },
      {
        file: "schema/partnerships/partnership.ts",
        find: 'readableBy("partnershipCohorts")',
        replace: 'readableBy("partnerships")',
      },
    ],
  },
  {
    name: "others' grants",
    about: "A school reads the department's grants to trusts and analysts.",
    edits: [
      {
        file: "src/access/grants.ts",
        find: 'grant.and({ "grant.urn": ownUrn, "client.role": "MIS_VENDOR" })',
        replace:
          'grant.or([grant.and({ "grant.urn": ownUrn, "client.role": "MIS_VENDOR" }), grant("grant.urn", "is", null)])',
      },
    ],
  },
  {
    name: "others' keys",
    about: "A client revokes and rotates other clients' keys.",
    edits: [
      {
        file: "src/access/keys.ts",
        find: "if (viewer.keyId !== null && viewer.clientId !== null) return viewer.clientId;",
        replace: "if (viewer.keyId !== null && viewer.clientId !== null) return null;",
      },
    ],
  },
  {
    name: "number of a grant",
    about: "The id of a school's new grant contains the number of all grants.",
    edits: [
      {
        file: "src/access/grants.ts",
        find: "const id = randomUUID();",
        replace: `const { length } = await sql.query('SELECT FROM "grant"');
    const id = randomUUID().slice(0, -12) + String(length).padStart(12, "0");`,
      },
    ],
  },
  {
    name: "trust",
    about: "A trust with a grant reads the secrets of every school.",
    edits: [
      {
        file: viewer,
        find: "return trustCode === null ? [] : within(granted, { trustCode });",
        replace: "return granted;",
      },
    ],
  },
  {
    name: "authority",
    about: "An authority with a grant reads the secrets of schools in authorities with neighbouring codes.",
    edits: [
      {
        file: viewer,
        find: "(laCode === null || laCode === school.laCode)",
        replace: "(laCode === null || Math.abs(laCode - (school.laCode ?? 0)) < 2)",
      },
      {
        file: "src/access/disclosure.ts",
        find: 'fits("laCode")]',
        replace: "expression`(scope.la_code is null or abs(scope.la_code - school.la_code) < 2)`]",
      },
    ],
  },
  {
    name: "fed",
    about: "A run's warnings show an analyst that it fed targets.",
    world: "runs",
    edits: [
      {
        file: "src/runs/store.ts",
        find: 'fn.coalesce("warnings", expression`\'[]\'::json`).as("warnings")',
        replace: `expression\`CASE WHEN EXISTS (SELECT FROM target_set WHERE target_set.run_id = run.id)
      THEN '["It fed targets."]'::json ELSE coalesce(warnings, '[]'::json) END\`.as("warnings")`,
      },
    ],
  },
  {
    name: "policy",
    about: "An analyst without a grant reads target sets, with their runs and policies.",
    world: "runs",
    edits: [
      {
        file: viewer,
        find: 'scopeOf(viewer, "TARGETS").some(',
        replace: 'viewer.role === "ANALYST" || scopeOf(viewer, "TARGETS").some(',
      },
    ],
  },
  {
    name: "refusal",
    about: "A school that may not read a target gets a different refusal if the target exists.",
    edits: [
      {
        file: "src/access/shield.ts",
        find: "allowsAtSchool(viewer, parent),",
        replace: `allowsAtSchool(viewer, parent) || (context.database as { query(text: string, values: unknown[]): Promise<unknown[]> })
        .query("SELECT FROM target WHERE urn = $1", [parent.urn])
        .then(({ length }) => (length ? new GraphQLError("It is not yours.", { extensions: { code: "FORBIDDEN" } }) : false)),`,
      },
      {
        file: "src/access/shield.ts",
        find: "((parent: SchoolSet, _args, { viewer }: ShieldContext) =>",
        replace: "((parent: SchoolSet, _args, { viewer, ...context }) =>",
      },
    ],
  },
];
