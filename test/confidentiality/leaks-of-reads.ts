// Leaks in reads of the database: see mutants.ts.
import { type Mutant, noWall } from "./mutant.js";

const search = "src/schools/school-search.ts";
const published = "src/runs/published-store.ts";
const countRuns = '.selectFrom("publishedRun").select(rowCount)';

export const leaksOfReads: readonly Mutant[] = [
  {
    name: "order",
    about: "A list of schools ordered by URN is in fact ordered by target.",
    edits: [
      noWall,
      {
        file: search,
        find: "return expression`school.urn`;",
        replace: "return expression`coalesce((SELECT max(target) FROM target WHERE target.urn = school.urn), 0)`;",
      },
    ],
  },
  {
    name: "filter",
    about: "The filter for open schools returns only schools with a target.",
    edits: [
      noWall,
      {
        file: search,
        find: "school.status IS NOT NULL AND",
        replace:
          "EXISTS (SELECT FROM target WHERE target.urn = school.urn AND target > 31) AND school.status IS NOT NULL AND",
      },
    ],
  },
  {
    name: "cursor",
    about: "Cursors of published runs contain the number of all runs.",
    edits: [
      noWall,
      {
        file: published,
        find: '"summary", "warnings"])',
        replace: '"summary", "warnings"]).select(({ selectFrom }) => selectFrom("run").select(rowCount).as("runs"))',
      },
      {
        file: "schema/runs/run.ts",
        find: "({ publishedAt, id }) => placeOf(publishedAt, id)",
        replace:
          '({ publishedAt, id, ...more }) => placeOf(publishedAt, id) + " ".repeat((more as { runs?: number }).runs ?? 0)',
      },
    ],
  },
  {
    name: "count",
    about: "The count of published runs counts all runs.",
    edits: [noWall, { file: published, find: countRuns, replace: countRuns.replace("publishedRun", "run") }],
  },
  {
    name: "node",
    about: "Anyone can read an unpublished run by its id.",
    edits: [
      noWall,
      {
        file: "schema/runs/run.ts",
        find: "if (mayAnalyse(context.viewer)) return loadAnalysed",
        replace: "return loadAnalysed",
      },
      {
        file: "src/runs/store.ts",
        find: "const validIds = mayAnalyse(viewer) ? keys.filter(isUuid) : [];",
        replace: "const validIds = keys.filter(isUuid);",
      },
    ],
  },
  {
    name: "error text",
    about: "An error message reveals that an unpublished run exists.",
    edits: [
      noWall,
      {
        file: published,
        find: "if (validIds.length === 0) return ids.map(() => null);",
        replace: `if (validIds.length === 0) return ids.map(() => null);
  const hidden = await database.query(
    "SELECT id FROM run WHERE id = ANY($1::uuid[]) AND NOT EXISTS (SELECT FROM published_run p WHERE p.id = run.id)", [validIds]);
  if (hidden.length) throw new KindredError("FORBIDDEN", "That run is not published.");`,
      },
    ],
  },
  {
    name: "statistic",
    about: "The summary of a published run contains the number of targets.",
    edits: [
      noWall,
      {
        file: published,
        find: '"summary", "warnings"])',
        replace: `"warnings"]).select(expression\`json_build_object(
      'schools', (SELECT count(*) FROM target), 'matched', 0, 'unmatched', '{}'::json, 'blocks', '{}'::json)\`.as("summary"))`,
      },
    ],
  },
  {
    name: "time",
    about: "A published run shows the time that its computation ended.",
    edits: [
      noWall,
      {
        file: published,
        find: '"publishedAt", "summary", "warnings"])',
        replace: `"summary", "warnings"]).select(expression\`
      (SELECT coalesce(max(completed_at), published_at) FROM run WHERE run.id = published_run.id)\`.as("publishedAt"))`,
      },
    ],
  },
  {
    name: "cohort",
    about: "Anyone reads the cohort of any run, published or not.",
    edits: [
      noWall,
      {
        file: "schema/runs/published-cohort.ts",
        find: '.selectFrom("publishedCohort")\n      .whereRef',
        replace: '.selectFrom("cohort as publishedCohort" as "publishedCohort")\n      .whereRef',
      },
    ],
  },
  {
    name: "explanation",
    about: "A pair in a published run is explained from the secret original of the run.",
    edits: [
      noWall,
      {
        file: "schema/runs/peer-explanation.ts",
        find: "const run = await loadRun(context, runId);",
        replace: 'const [run] = await runsById(database, { ...viewer, role: "ANALYST" }, [runId]);',
      },
      {
        file: "schema/runs/peer-explanation.ts",
        find: "explainableForAnalysis, published",
        replace: "explainableForAnalysis, runsById, published",
      },
    ],
  },
  {
    name: "null bubbling",
    about: "A school with a target becomes null, because a non-null field of it is null.",
    edits: [
      noWall,
      {
        file: "schema/schools/school.ts",
        find: 'urn: t.exposeInt("urn", shown(',
        replace: `steady: t.field({
      type: "Boolean", access: "public", nullable: false, description: "Odd.",
      resolve: async ({ urn }, _args, { database }) =>
        (await database.query("SELECT FROM target WHERE urn = $1", [urn])).length ? null as never : true,
    }),
    urn: t.exposeInt("urn", shown(`,
      },
    ],
  },
  {
    name: "statement",
    about: "The answer to a public request is the same, but its SQL reads a secret table.",
    edits: [
      noWall,
      {
        file: published,
        find: countRuns,
        replace: `${countRuns}.where(({ eb, selectFrom }) => eb(selectFrom("target").select(rowCount), ">=", 0))`,
      },
    ],
  },
  {
    name: "draft",
    about: "A school reads its target before it is issued.",
    edits: [
      {
        file: "src/targets/store.ts",
        find: '.where("status", "=", "ISSUED")',
        replace: '.where("status", "<>", "DRAFTING")',
      },
    ],
  },
  {
    name: "partnership",
    about: "Anyone reads every partnership, and so does any school.",
    edits: [
      noWall,
      {
        file: "schema/partnerships/partnership.ts",
        find: 'const secret = readableBy("partnerships")',
        replace: 'const secret = readableBy("public")',
      },
      {
        // An enum that anyone may read would have to declare it of each of its values.
        file: "schema/partnerships/partnership.ts",
        find: "type: PartnershipStatus, ...secret(",
        replace: 'type: PartnershipStatus, ...readableBy("partnerships")(',
      },
      {
        file: "schema/partnerships/partnership.ts",
        find: 'access: "partnershipsOfSchool",\n      description:\n        "Partnership in which',
        replace: 'access: "public",\n      description:\n        "Partnership in which',
      },
      {
        file: "src/partnerships/store.ts",
        find: '? scopeOf(viewer, "PARTNERSHIPS")',
        replace: '? scopeOf({ ...viewer, role: "DEPARTMENT" }, "PARTNERSHIPS")',
      },
    ],
  },
  {
    name: "other school",
    about: "A school reads another school's target.",
    edits: [
      {
        file: "src/access/viewer.ts",
        find: "return urn === null ? [] : [{ ...everySchool, urn }];",
        replace: "return [everySchool];",
      },
      { file: "schema/targets/target.ts", find: 'access: "targetsOfSchool"', replace: 'access: "targets"' },
    ],
  },
];
