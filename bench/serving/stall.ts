// Measures how long the serving thread is blocked while each stage of the main job runs, with 25 simple queries per
// second.
//   npm run bench:stall [-- --schools N --data DIR]    embedded, or on the database that STALL_DATABASE_URL names
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { wholeNumber } from "../../src/commands/options.js";
import { limitMs, measureDuring, stallHeader } from "./during.js";
import { type DatabaseLocation, kindred, type Served, serveDemo, until } from "./served.js";

const { schools, data } = new Command("bench:stall")
  .option("--schools <n>", "number of open schools in the demo", wholeNumber(200, 100_000), 21_000)
  .option("--data <directory>", "data directory to use and keep; default: a temporary one")
  .parse()
  .opts<{ schools: number; data?: string }>();

const year = "2024/25";

const temporary = data ? undefined : await mkdtemp(join(tmpdir(), "kindred-stall-"));
const location: DatabaseLocation = {
  dataDirectory: data ?? temporary ?? "",
  databaseUrl: process.env.STALL_DATABASE_URL,
};
const server = await serveDemo(location, schools, { KINDRED_RATE_LIMIT: "1000000" });
try {
  console.log(`${schools} schools, ${location.databaseUrl ? "PostgreSQL" : "embedded"}, Node ${process.version}`);
  console.log(stallHeader);
  const stalls = await measureStages(server);
  process.exitCode = stalls.every((stall) => stall <= limitMs) ? 0 : 1;
} finally {
  await server.stop();
  if (temporary) await rm(temporary, { recursive: true });
}

async function measureStages(served: Served): Promise<number[]> {
  const key = served.keys.DEPARTMENT ?? "";
  const request = async <T>(query: string): Promise<T> => {
    const { data: result, errors } = await served.ask(query, { key });
    if (errors?.length) throw new Error(`${query}: ${errors[0]?.message}`);
    return Object.values(result ?? {})[0] as T;
  };
  /**
   * Computes a new run: a random distance limit makes it differ from earlier runs, but is too large to exclude peers.
   */
  const computeRun = async (k: number) => {
    const withinKm = 1_000 + Math.floor(Math.random() * 1e6) / 1e3;
    const input = `strategy: "nearest-neighbour", baseYear: "${year}", parameters: {k: ${k}}, constraints: {withinKm: ${withinKm}}`;
    const { run } = await request<{ run: { id: string } }>(`mutation { startRun(input: {${input}}) { run { id } } }`);
    const status = () => request<{ status: string }>(`{ run(id: "${run.id}") { status } }`);
    await until(status, (found) => found.status === "SUCCEEDED");
    return run.id;
  };
  const ids: { run?: string; other?: string; set?: string } = {};
  const stalls: number[] = [];
  const stage = async (name: string, action: () => Promise<void>) => {
    const { stall, failed } = await measureDuring(served, name, year, action);
    stalls.push(failed > 0 ? Number.POSITIVE_INFINITY : stall);
  };
  await stage("nothing, just started", () => new Promise((resolve) => setTimeout(resolve, 5_000)));
  if (location.databaseUrl) {
    const file = await laterRelease(join(location.dataDirectory, "demo/files/1a_absence_3term_school.csv"));
    await stage("import", () => kindred(location, ["import", "--absence", file], [0, 1]));
  }
  await stage("run", async () => {
    ids.run = await computeRun(20);
  });
  await stage("draft", async () => {
    const { targetSet } = await request<{ targetSet: { id: string } }>(
      `mutation { draftTargets(input: {runId: "${ids.run}"}) { targetSet { id } } }`,
    );
    ids.set = targetSet.id;
    const sets = () =>
      request<{ nodes: { id: string; status: string }[] }>("{ targetSets(first: 5) { nodes { id status } } }");
    await until(sets, ({ nodes }) => nodes.some(({ id, status }) => id === ids.set && status === "DRAFT"));
  });
  await stage("arrange", async () => {
    const { plan } = await request<{ plan: { id: string } }>(
      `mutation { arrangePartnerships(input: {runId: "${ids.run}"}) { plan { id } } }`,
    );
    const status = () => request<{ status: string }>(`{ partnershipPlan(id: "${plan.id}") { status } }`);
    await until(status, (found) => found.status === "PROPOSED");
  });
  await stage("another run", async () => {
    ids.other = await computeRun(80);
  });
  await stage("publish", async () => {
    await request(
      `mutation { publishRun(input: {runId: "${ids.other}", overrideReason: "a measurement"}) { run { id } } }`,
    );
  });
  await stage("issue", async () => {
    await request(`mutation { issueTargets(input: {targetSetId: "${ids.set}"}) { targetSet { id } } }`);
  });
  return stalls;
}

/** A copy of the file without one row, with another name and a later date. */
async function laterRelease(path: string): Promise<string> {
  const text = await readFile(path, "latin1");
  const later = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const copy = join(dirname(path), `absence_${later}_${Date.now()}.csv`);
  const row = text.indexOf("\n", Math.floor(text.length / 2 + Math.random() * (text.length / 4))) + 1;
  await writeFile(copy, text.slice(0, row) + text.slice(text.indexOf("\n", row) + 1), "latin1");
  return copy;
}
