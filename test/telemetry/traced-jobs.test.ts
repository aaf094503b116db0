// The trace of a job: its kind, attempts and outcome, with its statements as children.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import type { JobHandler } from "../../src/jobs/job.js";
import { createJob } from "../../src/jobs/queue.js";
import { startWorker } from "../../src/jobs/worker.js";
import { tracedDatabase } from "../../src/telemetry/traced-database.js";
import { tracedJobs } from "../../src/telemetry/traced-jobs.js";
import { testDatabase } from "../support/database.js";
import { keepTraces } from "../support/spans.js";

const secret = "s3cr3t";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.query("DELETE FROM job"));

/** Runs one job and stops the worker. @param grace milliseconds that the job has to finish @returns its spans */
async function spansOf(handler: JobHandler, grace?: number) {
  const { traces, kept } = keepTraces();
  const id = await createJob(database, "job", { word: secret });
  let reportStart = () => {};
  const started = new Promise<void>((resolve) => {
    reportStart = resolve;
  });
  const job: JobHandler = (context, payload) => {
    reportStart();
    return handler(context, payload);
  };
  const worker = startWorker(
    tracedDatabase(database, "jobs", traces),
    { job },
    { wrapWork: tracedJobs(traces), logger: { error: () => {} } },
  );
  await started;
  await worker.stop(grace);
  const spans = kept();
  expect(JSON.stringify(spans)).not.toMatch(new RegExp(`${secret}|${id}`));
  return spans;
}

const untilStopped: JobHandler = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

describe("the trace of a job", () => {
  it("has its kind, attempts and outcome, and its statements as children", async () => {
    const [job, ...children] = await spansOf(async ({ database, transaction }) => {
      await database.query("SELECT $1::text", [secret]);
      await database.prisma.school.findMany({ where: { name: secret } });
      await transaction((sql) => sql.query("DELETE FROM school WHERE name = $1", [secret]));
    });
    expect(job).toMatchObject({ name: "job", within: [], failed: false });
    expect(job?.attributes).toEqual({
      "kindred.job.kind": "job",
      "kindred.job.attempts": 1,
      "kindred.job.outcome": "SUCCEEDED",
      "kindred.codes": [],
    });
    const paths = children.map(({ name, within }) => [...within, name].join(" > "));
    expect(paths).toEqual([
      "job > SELECT",
      "job > SELECT",
      "job > TRANSACTION",
      "job > TRANSACTION > SELECT", // for the lease
      "job > TRANSACTION > DELETE",
      "job > UPDATE", // the outcome
    ]);
    expect(new Set(children.map(({ attributes }) => attributes["kindred.pool"]))).toEqual(new Set(["jobs"]));
  });

  it("has the code of the error that it fails with, but not the message", async () => {
    const [job] = await spansOf(() => Promise.reject(new KindredError("NO_DATA", secret)));
    expect(job).toMatchObject({
      failed: true,
      attributes: { "kindred.job.outcome": "FAILED", "kindred.codes": ["NO_DATA"] },
    });
  });

  it("is PUT_OFF after an error that may pass", async () => {
    const [job] = await spansOf(() => Promise.reject(new Error(secret)));
    expect(job).toMatchObject({
      failed: true,
      attributes: { "kindred.job.outcome": "PUT_OFF", "kindred.codes": ["INTERNAL"] },
    });
  });

  it("is PUT_BACK if the worker stops before it finishes", async () => {
    const [job] = await spansOf(untilStopped, 0);
    expect(job).toMatchObject({ failed: false, attributes: { "kindred.job.outcome": "PUT_BACK" } });
  });
});

it("polling an empty queue is in no trace", async () => {
  const { traces, kept } = keepTraces();
  await database.query("DELETE FROM job"); // retries of the jobs above become due
  const worker = startWorker(tracedDatabase(database, "jobs", traces), { job: untilStopped }, {});
  await worker.stop(0);
  expect(kept()).toEqual([]);
});
