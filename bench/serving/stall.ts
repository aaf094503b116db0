// How long the serving thread is held up while each stage of the main job runs, with a simple query 25 times a second beside.
//   npm run bench:stall [-- --schools N --data DIR]    embedded, or on the database that STALL_DATABASE_URL names
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { wholeNumber } from "../../src/commands/options.js";
import { kindred, type Place, quantile, type Served, serveDemo, until } from "./served.js";

const { schools, data } = new Command("bench:stall")
  .option("--schools <n>", "open schools of the demo", wholeNumber(200, 100_000), 21_000)
  .option("--data <directory>", "data directory with a demo, kept; a temporary one where not given")
  .parse()
  .opts<{ schools: number; data?: string }>();

/** Milliseconds that the serving thread may be held up. */
const limit = 100;
const perSecond = 25;
const year = "2024/25";

const temporary = data ? undefined : await mkdtemp(join(tmpdir(), "kindred-stall-"));
const place: Place = { dataDirectory: data ?? temporary ?? "", databaseUrl: process.env.STALL_DATABASE_URL };
const server = await serveDemo(place, schools, { KINDRED_RATE_LIMIT: "1000000" });
try {
  console.log(`${schools} schools, ${place.databaseUrl ? "PostgreSQL" : "embedded"}, Node ${process.version}`);
  console.log(`${perSecond} queries a second beside each stage; milliseconds\n`);
  console.log("longest stall  queries  failed  median     p95     max  stage");
  const stalls = await measureStages(server);
  process.exitCode = stalls.every((stall) => stall <= limit) ? 0 : 1;
} finally {
  await server.stop();
  if (temporary) await rm(temporary, { recursive: true });
}

async function measureStages(served: Served): Promise<number[]> {
  const key = served.keys.DEPARTMENT ?? "";
  const demand = async <T>(query: string): Promise<T> => {
    const { data: found, errors } = await served.ask(query, { key });
    if (errors?.length) throw new Error(`${query}: ${errors[0]?.message}`);
    return Object.values(found ?? {})[0] as T;
  };
  /** A run that there has not been: of the same peers but for those farther away than no school is. */
  const finishedRun = async (k: number) => {
    const withinKm = 1_000 + Math.floor(Math.random() * 1e6) / 1e3;
    const input = `strategy: "nearest-neighbour", baseYear: "${year}", parameters: {k: ${k}}, constraints: {withinKm: ${withinKm}}`;
    const { run } = await demand<{ run: { id: string } }>(`mutation { startRun(input: {${input}}) { run { id } } }`);
    const status = () => demand<{ status: string }>(`{ run(id: "${run.id}") { status } }`);
    await until(status, (found) => found.status === "SUCCEEDED");
    return run.id;
  };
  const ids: { run?: string; other?: string; set?: string } = {};
  const stalls: number[] = [];
  const stage = async (name: string, work: () => Promise<void>) => {
    const { stall, failed } = await beside(served, name, work);
    stalls.push(failed > 0 ? Number.POSITIVE_INFINITY : stall);
  };
  await stage("nothing, just started", () => new Promise((resolve) => setTimeout(resolve, 5_000)));
  if (place.databaseUrl) {
    const file = await laterRelease(join(place.dataDirectory, "demo/files/1a_absence_3term_school.csv"));
    await stage("import", () => kindred(place, ["import", "--absence", file], [0, 1]));
  }
  await stage("run", async () => {
    ids.run = await finishedRun(20);
  });
  await stage("draft", async () => {
    const { targetSet } = await demand<{ targetSet: { id: string } }>(
      `mutation { draftTargets(input: {runId: "${ids.run}"}) { targetSet { id } } }`,
    );
    ids.set = targetSet.id;
    const sets = () =>
      demand<{ nodes: { id: string; status: string }[] }>("{ targetSets(first: 5) { nodes { id status } } }");
    await until(sets, ({ nodes }) => nodes.some(({ id, status }) => id === ids.set && status === "DRAFT"));
  });
  await stage("arrange", async () => {
    const { plan } = await demand<{ plan: { id: string } }>(
      `mutation { arrangePartnerships(input: {runId: "${ids.run}"}) { plan { id } } }`,
    );
    const status = () => demand<{ status: string }>(`{ partnershipPlan(id: "${plan.id}") { status } }`);
    await until(status, (found) => found.status === "PROPOSED");
  });
  await stage("another run", async () => {
    ids.other = await finishedRun(80);
  });
  await stage("publish", async () => {
    await demand(
      `mutation { publishRun(input: {runId: "${ids.other}", overrideReason: "a measurement"}) { run { id } } }`,
    );
  });
  await stage("issue", async () => {
    await demand(`mutation { issueTargets(input: {targetSetId: "${ids.set}"}) { targetSet { id } } }`);
  });
  return stalls;
}

/** The same figures without one row, in a file of another name and a later date. */
async function laterRelease(path: string): Promise<string> {
  const text = await readFile(path, "latin1");
  const later = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const copy = join(dirname(path), `absence_${later}_${Date.now()}.csv`);
  const row = text.indexOf("\n", Math.floor(text.length / 2 + Math.random() * (text.length / 4))) + 1;
  await writeFile(copy, text.slice(0, row) + text.slice(text.indexOf("\n", row) + 1), "latin1");
  return copy;
}

/** A school by its number, as a dashboard asks. */
async function beside(served: Served, name: string, work: () => Promise<void>) {
  const { data: found } = await served.ask("{ schools(first: 50) { nodes { urn } } }");
  const urns = (found as { schools: { nodes: { urn: number }[] } }).schools.nodes.map(({ urn }) => urn);
  await served.longestStall();
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  let failed = 0;
  const timer = setInterval(() => {
    const urn = urns[asked.length % urns.length];
    const began = performance.now();
    asked.push(
      served
        .ask(`{ school(urn: ${urn}) { name attendance(years: ["${year}"]) { attendance } } }`)
        .then(({ status, errors }) => {
          if (status !== 200 || errors) failed++;
          times.push(performance.now() - began);
        })
        .catch(() => {
          failed++;
        }),
    );
  }, 1000 / perSecond);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  await Promise.all(asked);
  const stall = await served.longestStall();
  const columns = [quantile(times, 0.5), quantile(times, 0.95), Math.max(0, ...times)].map((ms) =>
    ms.toFixed(0).padStart(6),
  );
  console.log(
    `${stall.toFixed(0).padStart(13)}  ${String(asked.length).padStart(7)}  ${String(failed).padStart(6)}  ${columns.join("  ")}  ${name}`,
  );
  return { stall, failed };
}
