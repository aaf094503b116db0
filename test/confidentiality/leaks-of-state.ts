// Leaks of other clients' requests or of secret data through the form of a public answer: see mutants.ts.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are code to find and to insert
import { type Mutant, noWall, remembering } from "./mutant.js";

const runs = "src/runs/store.ts";
const published = "src/runs/published-store.ts";
const search = "src/schools/school-search.ts";
const headers = "src/server/use-private-responses.ts";
const readRuns = 'const rows = await selectRuns(database).where("run.id", "=", anyOf(validIds)).execute();';

export const leaksOfState: readonly Mutant[] = [
  {
    name: "published at",
    about: "Reading an unpublished run changes the publication time of published runs.",
    edits: [
      {
        file: runs,
        find: readRuns,
        replace: `${readRuns}
  if (rows.some((run) => !run.published)) await database.query("UPDATE published_run SET published_at = now()");`,
      },
    ],
  },
  {
    name: "order of strategies",
    about: "The list of strategies begins with that of the run that an analyst read last.",
    edits: [
      { file: runs, find: readRuns, replace: `${readRuns}\n  globalThis.planted = rows[0]?.strategy;` },
      {
        file: "schema/runs/strategy.ts",
        find: "[...strategies.values()]",
        replace:
          "[...strategies.values()].sort((one, other) => Number(other.name === globalThis.planted) - Number(one.name === globalThis.planted))",
      },
    ],
  },
  {
    name: "request id",
    about: "The id of a request contains the number of disclosed rows.",
    edits: [
      ...remembering,
      {
        file: "src/server/use-request-id.ts",
        find: "= randomUUID();",
        replace: '= randomUUID().slice(0, -12) + String(globalThis.disclosed ?? 0).padStart(12, "0");',
      },
    ],
  },
  {
    name: "next page",
    about: "`hasNextPage` of published runs counts unpublished runs too.",
    edits: [
      noWall,
      {
        file: published,
        find: 'return selectPage({ rows: selectRuns(database), at: "publishedAt", id: "id" }, page);',
        replace: `return selectPage({ rows: selectRuns(database), at: "publishedAt", id: "id" }, page).then(async (read) => ({
    ...read,
    hasNextPage: (await database.query("SELECT FROM run")).length > page.first,
  }));`,
      },
    ],
  },
  {
    name: "search",
    about: "A search finds schools by words in the log of acts.",
    edits: [
      noWall,
      {
        file: search,
        find: "where.push(expression`school.search_vector @@ ${filter.search.tsquery}::tsquery`);",
        replace: `{
    const words = filter.search.tsquery;
    where.push(expression\`(school.search_vector @@ \${words}::tsquery OR EXISTS (
      SELECT FROM act WHERE act.urn = school.urn AND to_tsvector('simple', replace(subject, '_', ' ')) @@ \${words}::tsquery))\`);
  }`,
      },
    ],
  },
  {
    name: "ties",
    about: "Among schools with the same attendance, those with a target sort differently.",
    edits: [
      noWall,
      {
        file: search,
        find: "return expression`coalesce(latest.attendance, ${expression.lit(descending ? -1 : 101)})`;",
        replace:
          "return expression`(coalesce(latest.attendance, ${expression.lit(descending ? -1 : 101)}) + CASE WHEN EXISTS (SELECT FROM target WHERE target.urn = school.urn) THEN 0.000000001 ELSE 0 END)`;",
      },
    ],
  },
  {
    name: "type of a node",
    about: "The id of an existing target set causes a type error in the public schema; any other id returns null.",
    edits: [
      noWall,
      {
        file: "schema/node.ts",
        find: "  Run: loadRun,",
        replace: `  Run: loadRun,
  TargetSet: async ({ database }, key) =>
    (await database.query<object>("SELECT id FROM target_set WHERE id::text = $1", [key]))[0] ?? null,`,
      },
    ],
  },
  {
    name: "explained by another",
    about: "A pair is explained from the run that another client's explanation loaded last.",
    edits: [
      {
        file: "src/server/create-server.ts",
        find: "explainers[cacheGroup].explain(",
        replace: "explainers.clients.explain(",
      },
      { file: "src/matching/process/explainer.ts", find: "key === loaded", replace: "loaded !== null" },
    ],
  },
  {
    name: "conditional",
    about: "The server returns 304 Not Modified depending on what was disclosed to others.",
    edits: [
      ...remembering,
      {
        file: headers,
        find: "onResponse({ response }) {",
        replace: `onResponse({ request, response, setResponse, fetchAPI }) {
      if (request.headers.has("if-modified-since") && !globalThis.planted?.length)
        return setResponse(new fetchAPI.Response(null, { status: 304, headers: response.headers }));`,
      },
    ],
  },
  {
    name: "packing",
    about: "The compression level of an answer depends on the number of disclosed rows.",
    edits: [
      ...remembering,
      {
        file: "src/server/compression.ts",
        find: "promisify(gzip)(bytes)",
        replace: "promisify(gzip)(bytes, { level: 1 + ((globalThis.disclosed ?? 0) % 9) })",
      },
    ],
  },
  {
    name: "preflight",
    about: "The max age of a CORS preflight depends on the number of disclosed rows.",
    edits: [
      ...remembering,
      {
        file: headers,
        find: "onResponse({ response }) {",
        replace: `onResponse({ request, response }) {
      if (request.method === "OPTIONS") response.headers.set("Access-Control-Max-Age", String(globalThis.disclosed ?? 0));`,
      },
    ],
  },
  {
    name: "known key",
    about: "A revoked key gets a different refusal from a key that never existed.",
    edits: [
      {
        file: "src/access/key.ts",
        find: "  if (!row) return null;",
        replace: `  if (!row) {
    const [known] = await database.query("SELECT FROM api_key WHERE hash = $1", [hashKey(key)]);
    if (known) throw new KindredError("UNAUTHENTICATED", "That key works no longer.");
    return null;
  }`,
      },
      {
        file: "src/access/key.ts",
        find: 'import type { Sql } from "../database/database.js";',
        replace: 'import type { Sql } from "../database/database.js";\nimport { KindredError } from "../errors.js";',
      },
    ],
  },
];
