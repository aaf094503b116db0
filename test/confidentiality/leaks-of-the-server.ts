// Leaks in the server, its schemas, log, audit and traces: see mutants.ts.
import { type Mutant, noWall, remembering } from "./mutant.js";

const reads = "schema/reads/read-schools.ts";
const headers = "src/server/use-private-responses.ts";
const results = "src/server/use-error-codes.ts";
const disclosure = "src/access/disclosure.ts";
const policy = 'if (!response.headers.has("Content-Security-Policy")) {';
const errorsOf = "const { errors } = result as ExecutionResult;";
const run = "const [row] = await database.query";

export const leaksOfTheServer: readonly Mutant[] = [
  {
    name: "etag",
    about: "The ETag of an answer depends on what others have read.",
    edits: [
      {
        file: disclosure,
        find: "const rows = await loader.load(",
        replace:
          "globalThis.planted = [...(globalThis.planted ?? []), ...requested];\n  const rows = await loader.load(",
      },
      {
        file: headers,
        find: policy,
        replace: `response.headers.set("ETag", String(globalThis.planted?.length ?? 0));\n      ${policy}`,
      },
    ],
  },
  {
    name: "response cache",
    about: "A response cache ignores who the viewer is.",
    edits: [
      {
        file: "src/server/use-reference-executor.ts",
        find: "setExecuteFn(execute)",
        replace: `setExecuteFn((asked) => {
      const key = JSON.stringify([asked.document.loc?.source.body, asked.variableValues, asked.operationName]);
      const kept = answers.get(key) ?? execute(asked);
      answers.set(key, kept);
      return kept;
    })`,
      },
      {
        file: "src/server/use-reference-executor.ts",
        find: "export function",
        replace: "const answers = new Map();\n\nexport function",
      },
    ],
  },
  {
    name: "subscription",
    about: "Anyone may subscribe to issued targets.",
    edits: [
      noWall,
      // A subscription must continue after its stream has begun.
      {
        file: "src/server/use-deadline.ts",
        find: "work.abort(complete);",
        replace: "",
      },
      {
        file: "schema/index.ts",
        find: "export const schema",
        replace: `builder.subscriptionType({ description: "News." });
builder.subscriptionField("issued", (t) => t.field({
  type: "String", access: "public", description: "A target.", resolve: (row) => JSON.stringify(row),
  subscribe: async function* (_root, _args, { database }) {
    yield* await database.query("SELECT * FROM target LIMIT 2");
  },
}));
export const schema`,
      },
    ],
  },
  {
    name: "cost",
    about: "The cost reported in an answer counts hidden rows.",
    edits: [
      noWall,
      { file: reads, find: run, replace: `globalThis.planted = await database.query("SELECT FROM target");\n  ${run}` },
      {
        file: results,
        find: errorsOf,
        replace: `${errorsOf}\n      (result as { extensions?: object }).extensions = { cost: globalThis.planted?.length ?? 0 };`,
      },
    ],
  },
  {
    name: "shared loader",
    about: "A loader returns one viewer's rows to the next viewer.",
    edits: [
      {
        file: "schema/loader.ts",
        find: "requests.get(context) ?? new Map<string, DataLoader<Key, Value>>()",
        replace: "requests.get(everybody) ?? new Map<string, DataLoader<Key, Value>>()",
      },
      { file: "schema/loader.ts", find: "requests.set(context, loaders)", replace: "requests.set(everybody, loaders)" },
      {
        file: "schema/loader.ts",
        find: "export function",
        replace: "const everybody = {} as Context;\n\nexport function",
      },
    ],
  },
  {
    name: "one explainer",
    about: "An explanation of an unpublished run makes the next public explanation read its population again.",
    edits: [
      {
        file: "src/server/create-server.ts",
        find: "explainers[cacheGroup].explain(",
        replace: "explainers.clients.explain(",
      },
    ],
  },
  {
    name: "introspection",
    about: "Ofsted sees the full schema.",
    edits: [
      {
        file: "src/server/schemas.ts",
        find: "return isPublic(viewer) ? open : full;",
        replace: 'return viewer.role === "ANONYMOUS" ? open : full;',
      },
    ],
  },
  {
    name: "enum value",
    about: "The public schema includes enum values that are not public.",
    edits: [{ file: "src/access/public-schema.ts", find: "isOffered(value) ? value : null", replace: "value" }],
  },
  {
    name: "suggestion",
    about: "The error for an unknown name suggests similar names from the full schema.",
    edits: [
      {
        file: results,
        find: 'message.replace(/ Did you mean .*\\?$/s, "")',
        replace:
          "message.replace(/ Did you mean .*\\?$/s, '') + (/Cannot query field \"(tar|par|run|gra|cli|ven)/.test(message) ? ' Did you mean \"targetCohort\"?' : '')",
      },
    ],
  },
  {
    name: "header",
    about: "A header contains the number of targets in the database.",
    edits: [
      noWall,
      { file: reads, find: run, replace: `globalThis.planted = await database.query("SELECT FROM target");\n  ${run}` },
      {
        file: headers,
        find: policy,
        replace: `response.headers.set("X-Total", String(globalThis.planted?.length ?? 0));\n      ${policy}`,
      },
    ],
  },
  {
    name: "ready",
    about: "The readiness probe shows the number of jobs.",
    edits: [
      noWall,
      {
        file: "src/server/use-health.ts",
        find: '.query("SELECT 1")',
        replace: '.query("SELECT FROM job").then((jobs) => { globalThis.planted = jobs; })',
      },
      {
        file: "src/server/use-health.ts",
        find: 'forPublic ? "ready\\n"',
        replace: "forPublic ? ['ready', globalThis.planted?.length, 'jobs\\n'].join(' ')",
      },
    ],
  },
  {
    name: "log",
    about: "The log contains the disclosed rows.",
    edits: [
      ...remembering,
      {
        file: "src/server/use-request-log.ts",
        find: "const line = {",
        replace: "const line = { read: globalThis.planted,",
      },
    ],
  },
  {
    name: "trace",
    about: "Traces contain the disclosed rows.",
    edits: [
      ...remembering,
      {
        file: "src/server/use-traces.ts",
        find: '"kindred.outcome": outcome,',
        replace: '"kindred.outcome": outcome, "kindred.read": JSON.stringify(globalThis.planted ?? null),',
      },
    ],
  },
  {
    name: "acts",
    about: "Any client reads the log of acts.",
    edits: [
      {
        file: "schema/access/act.ts",
        find: "import { department }",
        replace: "import { client as department }",
      },
      {
        file: "src/access/act-list.ts",
        find: "assertGoverns(viewer,",
        replace: 'if (viewer.role === "ANONYMOUS") assertGoverns(viewer,',
      },
    ],
  },
  {
    name: "audit",
    about: "The audit contains disclosed values, not only the URNs.",
    edits: [
      ...remembering,
      {
        file: disclosure,
        find: "readBy(viewer, subject, operation)",
        replace: "readBy(viewer, subject, JSON.stringify(globalThis.planted?.map((row) => row.target ?? row.gap)))",
      },
    ],
  },
];
