// The serving process does not freeze populations. A worker does, and the request waits for it until its time limit.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/access/clients.js";
import type { Database } from "../../src/database/database.js";
import { startWorker, workOff } from "../../src/jobs/worker.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { freezeJobs } from "../../src/population/freeze-job.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets } from "../../src/targets/draft.js";
import { event } from "../jobs/handlers.js";
import { testDatabase } from "../support/database.js";
import { department, insertRun } from "../targets/world.js";
import { globalId } from "./secrets.js";
import { serve, type TestServer } from "./world.js";

let database: Database;
let key: string;
let runId: string;
let setId: string;
let server: TestServer;
/** Resolves when a request looks for its population a second time: by then it has reported what it waits for. */
let waited: ReturnType<typeof event<void>>;
/** Milliseconds; no other timer has this value. */
const timeout = 123_457;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.script("TRUNCATE client CASCADE");
  runId = await insertRun(database);
  key = (await createClient(database, department, { name: "The department", role: "DEPARTMENT" })).key;
  const drafted = await draftTargets(database, department, { runId });
  await workOff(database, targetJobs, drafted.jobId);
  setId = drafted.setId;
  // Makes the frozen population out of date.
  await database.script("UPDATE attendance SET overall_absence = overall_absence");
  waited = event();
  let looks = 0;
  const query: Database["query"] = (text, parameters) => {
    if (text.includes('from "current_population"') && ++looks === 2) waited.happen();
    return database.query(text, parameters);
  };
  const watched: Database = { ...database, query, limited: () => watched };
  server = serve(watched, new Map(), { timeout });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const asks = {
  startRun: () => ({ strategy: "nearest-neighbour", baseYear: "2022/23" }),
  draftTargets: () => ({ runId: globalId("Run", runId) }),
  issueTargets: () => ({ targetSetId: globalId("TargetSet", setId) }),
  arrangePartnerships: () => ({ runId: globalId("Run", runId) }),
};
type Mutation = keyof typeof asks;

function ask(mutation: Mutation) {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
  return server.ask(document, { key, variables: { input: asks[mutation]() } });
}

const freezings = () => database.query("SELECT status, payload FROM job WHERE kind = 'freeze'");
const queued = [{ status: "QUEUED", payload: { baseYear: "2022/23", circumstancesYear: "2022/23" } }];

/** Returns a function that triggers the request's time limit, whatever the time. */
function requestTimer() {
  const real = globalThis.setTimeout;
  const { happen: ring, happened } = event();
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((work: () => void, delay?: number, ...given: never[]) => {
    if (delay === timeout) void happened.then(work);
    return real(work, delay, ...given);
  }) as typeof setTimeout);
  return ring;
}

describe.each(Object.keys(asks) as Mutation[])("%s", (mutation) => {
  it("waits for a worker to freeze the population", async () => {
    const answered = ask(mutation);
    await waited.happened;
    expect(await freezings()).toEqual(queued);
    const worker = startWorker(database, freezeJobs);
    const { data, errors } = await answered;
    await worker.stop();
    expect([errors, data[mutation]]).toEqual([[], expect.anything()]);
    expect(await freezings()).toMatchObject([{ status: "SUCCEEDED" }]);
  });
});

describe("without a worker", () => {
  it("the request times out with a message about the worker, the job stays, and a repeated request succeeds once a worker runs", async () => {
    const ring = requestTimer();
    const answered = ask("startRun");
    await waited.happened;
    ring();
    const { status, data, errors } = await answered;
    expect([status, data, errors[0]?.extensions.code]).toEqual([503, null, "TIMEOUT"]);
    expect(errors[0]?.message).toBe(
      "No worker has started the freezing of the figures of 2022/23 yet; it stays queued. Check that a worker is running (kindred work), then try again.",
    );
    expect(await freezings()).toEqual(queued);
    vi.restoreAllMocks();
    const worker = startWorker(database, freezeJobs);
    expect((await ask("startRun")).errors).toEqual([]);
    await worker.stop();
  });

  it("a request whose population is current succeeds", async () => {
    await findOrFreeze(database, { baseYear: "2022/23" });
    expect((await ask("startRun")).errors).toEqual([]);
    expect(await freezings()).toEqual([]);
  });

  it("a rejected request creates no job", async () => {
    const { errors } = await server.ask(
      `mutation { startRun(input: { strategy: "nearest-neighbour", baseYear: "1999/00" }) { run { id } } }`,
      { key },
    );
    expect(errors[0]?.extensions.code).toBe("NO_DATA");
    expect(await freezings()).toEqual([]);
  });
});
