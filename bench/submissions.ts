// Measures attendance in the year: a week of 24,000 schools through the API in calls of 500, and reading their progress.
//   SUBMISSIONS_DATABASE_URL=… npm run bench:submissions [-- --schools N --data DIR]
// PostgreSQL: an empty database, in which it makes the demo, or an earlier run's with its DIR. Ends with 1 if submitting
// and reading take more than a minute together.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import pg from "pg";
import { wholeNumber } from "../src/commands/options.js";
import { markdown } from "./markdown.js";
import { quantile, type Served, serveDemo } from "./serving/served.js";
import { prepare, year } from "./submissions/vendor.js";

const { schools, data } = new Command("bench:submissions")
  .option("--schools <n>", "schools that submit", wholeNumber(100, 100_000), 24_000)
  .option("--data <directory>", "data directory of the demo, to keep; default: a temporary one")
  .parse()
  .opts<{ schools: number; data?: string }>();
const databaseUrl = process.env.SUBMISSIONS_DATABASE_URL;
if (!databaseUrl) throw new Error("Set SUBMISSIONS_DATABASE_URL to an empty database, or an earlier run's.");

const limitSeconds = 60;
const perCall = 500;
const perPage = 100;

/** Milliseconds of each call. */
type Times = number[];

async function timed<T>(times: Times, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  times.push(performance.now() - start);
  return result;
}

function submissionsOf(urns: readonly number[], monday: string): object[] {
  const day = (after: number) => new Date(Date.parse(monday) + after * 86_400_000).toISOString().slice(0, 10);
  return urns.map((urn) => {
    const absent = 80 + (urn % 97);
    const counts = { "/": 1_350 - absent, "\\": 1_350, L: 60, V: 30, B: 20, K: 10, M: 25, I: 90, C: 10, O: absent };
    const others = { U: 15, G: 20, N: 5, C2: 5, E: 5, X: 12, D: 8, Y4: 4, Q: 1, "-": 3 };
    const byCode = Object.entries({ ...counts, ...others }).map(([code, sessions]) => ({ code, sessions }));
    return {
      ...{ urn, scope: "AGE_5_15", from: monday, to: day(4), revision: 1, asAt: `${day(7)}T17:30:00Z` },
      ...{ byCode, enrolments: 300, persistent: 60, severe: 6 },
    };
  });
}

const submitDocument = `mutation Submit($submissions: [AttendanceSubmissionInput!]!) {
  submitAttendance(input: { submissions: $submissions }) { answers { outcome message after { attendance } } }
}`;

async function submitAll(served: Served, key: string, submissions: readonly object[]): Promise<Times> {
  const times: Times = [];
  for (let start = 0; start < submissions.length; start += perCall) {
    const variables = { submissions: submissions.slice(start, start + perCall) };
    const { data: answer, errors } = await timed(times, () => served.ask(submitDocument, { key, variables }));
    const { answers = [] } = (answer?.submitAttendance ?? {}) as { answers?: { outcome: string }[] };
    const refused = errors?.[0] ?? answers.find(({ outcome }) => outcome !== "STORED");
    if (refused || answers.length === 0) throw new Error(`not stored: ${JSON.stringify(refused)}`);
  }
  return times;
}

const blocks = ["PRIMARY", "SECONDARY", "ALL_THROUGH", "SPECIAL", "ALTERNATIVE_PROVISION"];

/** Reads all schools page by page. @param fields of each school @returns how many schools have progress */
async function readAll(served: Served, key: string, fields: string): Promise<{ times: Times; found: number }> {
  const times: Times = [];
  const document = `query Page($after: String, $blocks: [Block!]) {
    schools(first: ${perPage}, after: $after, filter: { open: true, blocks: $blocks }, orderBy: { field: URN }) {
      pageInfo { hasNextPage endCursor }
      nodes { urn ${fields} }
    }
  }`;
  let found = 0;
  for (let after: string | null = null; ; ) {
    const { data: answer, errors } = await timed(times, () =>
      served.ask(document, { key, variables: { after, blocks } }),
    );
    if (errors) throw new Error(JSON.stringify(errors[0]));
    const { nodes, pageInfo } = answer!.schools as Page;
    found += nodes.filter(({ progress }) => progress).length;
    if (!pageInfo.hasNextPage) return { times, found };
    after = pageInfo.endCursor;
  }
}

interface Page {
  readonly nodes: readonly { readonly progress?: object | null }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

/** The rows that were submitted, again, into a table like theirs: statements of 500 rows, each a transaction. */
async function insertAgain(url: string, monday: string): Promise<Times> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const times: Times = [];
  try {
    await client.query("CREATE TEMPORARY TABLE measured (LIKE submission INCLUDING ALL)");
    const { rows } = await client.query("SELECT to_json(submission) AS row FROM submission WHERE from_date = $1", [
      monday,
    ]);
    for (let start = 0; start < rows.length; start += perCall) {
      const batch = JSON.stringify(rows.slice(start, start + perCall).map(({ row }) => row));
      const insert = "INSERT INTO measured SELECT * FROM json_populate_recordset(null::measured, $1)";
      await timed(times, () => client.query(insert, [batch]));
    }
  } finally {
    await client.end();
  }
  return times;
}

const temporary = data ? undefined : await mkdtemp(join(tmpdir(), "kindred-submissions-"));
const location = { dataDirectory: data ?? temporary ?? "", databaseUrl };
const served = await serveDemo(location, Math.ceil(schools * 1.05), { KINDRED_RATE_LIMIT: "1000000000" });
try {
  const { key, urns, monday } = await prepare(location, schools);
  const submissions = submissionsOf(urns, monday);
  const submitted = await submitAll(served, key, submissions);
  const figure = "sessions { attendance } lastYear noLastYear";
  const progress = `progress { toDate { asOf ageOfData ${figure} } halfTerms { halfTerm ${figure} } }`;
  const read = await readAll(served, key, progress);
  if (read.found < schools) throw new Error(`${read.found} schools have progress, not ${schools}`);
  const inserted = await insertAgain(databaseUrl, monday);
  const bare = await readAll(served, key, "name");
  const total = (times: Times) => times.reduce((sum, time) => sum + time, 0) / 1000;
  const row = (name: string, times: Times, floor: Times) => [
    name,
    String(times.length),
    total(times).toFixed(1),
    quantile(times, 0.5).toFixed(0),
    quantile(times, 0.95).toFixed(0),
    (total(times) / total(floor)).toFixed(1),
  ];
  const seconds = total(submitted) + total(read.times);
  console.log(`${schools} schools, week of ${monday} in ${year}, Node ${process.version}\n`);
  console.log(
    markdown(
      ["", "calls", "seconds", "median, ms", "p95, ms", "times the floor"],
      [
        row(`submit, ${perCall} a call`, submitted, inserted),
        row("insert the same rows, with pg alone", inserted, inserted),
        row(`progress, ${perPage} schools a page`, read.times, bare.times),
        row("names, the same pages", bare.times, bare.times),
      ],
      1,
    ),
  );
  console.log(`\nsubmitting and reading: ${seconds.toFixed(1)} s (at most ${limitSeconds})`);
  process.exitCode = seconds <= limitSeconds ? 0 : 1;
} finally {
  await served.stop();
  if (temporary) await rm(temporary, { recursive: true });
}
