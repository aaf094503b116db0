// kindred runs and kindred targets list, before and after there are runs and targets.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findAuditEntries } from "../../src/access/audit.js";
import type { Database } from "../../src/database/database.js";
import { openDatabase } from "../../src/database/open.js";
import { workOff } from "../../src/jobs/worker.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { globalId } from "../server/secrets.js";
import { layDatabase } from "../support/data-directory.js";
import { rewind } from "../support/rewind.js";
import { department, insertRun, schools } from "../targets/world.js";
import { kindredHere } from "./kindred.js";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-lists-"));
  await layDatabase(dataDirectory);
  vi.stubEnv("KINDRED_DATA", dataDirectory);
  vi.stubEnv("DATABASE_URL", "");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

/** Closes the database afterwards, so that the commands under test can open it. */
async function inDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDirectory, databaseUrl: undefined });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function listed(...words: string[]) {
  const { code, out, err } = await kindredHere(words);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

describe("before any run", () => {
  it("runs reports that there are none, and how to start one", async () => {
    expect(await listed("runs")).toMatch(/^There are no runs yet\..*kindred run --strategy/);
    expect(await listed("runs", "--json")).toBe("[]\n");
  });

  it("targets list reports that there are none, and how to draft one", async () => {
    expect(await listed("targets", "list")).toMatch(/^There are no target sets yet\..*--targets/);
    expect(await listed("targets", "list", "--json")).toBe("[]\n");
  });
});

describe("with runs and targets", () => {
  let [runId, setId, publishedId] = ["", "", ""];
  beforeAll(() =>
    inDatabase(async (database) => {
      runId = await insertRun(database);
      const draft = await draftTargets(database, department, { runId });
      setId = draft.setId;
      await workOff(database, targetJobs, draft.jobId);
      await issueTargets(database, department, setId);
      await database.script("UPDATE target_set SET issued_at = '2026-04-02T08:15:00Z'");
      publishedId = await insertOlderRun(database, 1);
      await publishRun(database, department, { runId: publishedId, overrideReason: "a small world" });
      for (let index = 2; index <= 120; index++) await insertOlderRun(database, index);
      await rewind(
        database,
        "UPDATE job SET status = 'FAILED', error_code = 'NO_DATA' WHERE id::text LIKE '%000000000120'",
      );
    }),
  );

  it("runs prints a line for each of more than 100 runs, newest first", async () => {
    const [head = "", newest = "", ...older] = (await listed("runs")).trimEnd().split("\n");
    expect(head).toMatch(/^id +strategy +version +base year +status +started +ended +mark$/);
    expect(newest).toMatch(new RegExp(`^${runId}  invented .* SUCCEEDED .* fed targets or partnerships$`));
    expect(older.length).toBe(120);
    expect(older[0]).toMatch(
      new RegExp(
        `^${publishedId}  another +2\\.0\\.0 +2022/23 +SUCCEEDED +2026-03-01T09:30Z +2026-03-01T09:31Z +published$`,
      ),
    );
    expect(older.at(-1)).toMatch(/ FAILED .* -$/);
  });

  it("runs --json prints the same as JSON, with the error code of failed runs", async () => {
    const runs = JSON.parse(await listed("runs", "--json"));
    expect(runs.length).toBe(121);
    expect(runs[0]).toMatchObject({ id: runId, mark: "FED_TARGET" });
    expect(runs[1]).toEqual({
      id: publishedId,
      globalId: globalId("Run", publishedId),
      strategy: "another",
      version: "2.0.0",
      baseYear: "2022/23",
      circumstancesYear: "2022/23",
      status: "SUCCEEDED",
      errorCode: null,
      startedAt: "2026-03-01T09:30:00.000Z",
      endedAt: "2026-03-01T09:31:00.000Z",
      mark: "PUBLISHED",
    });
    expect(runs.at(-1)).toMatchObject({ status: "FAILED", errorCode: "NO_DATA", mark: null });
  });

  it("targets list counts schools by outcome, and shows no school and no figure", async () => {
    const lines = (await listed("targets", "list")).trimEnd().split("\n");
    expect(lines[0]).toMatch(/^id +base year +target year +status +run +issued +schools by outcome$/);
    expect(lines[1]).toBe(
      `${setId}  2022/23    2023/24      ISSUED  ${runId}  2026-04-02T08:15Z  SET ${schools.length}`,
    );
    expect(JSON.parse(await listed("targets", "list", "--json"))).toEqual([
      {
        id: setId,
        globalId: globalId("TargetSet", setId),
        baseYear: "2022/23",
        targetYear: "2023/24",
        status: "ISSUED",
        runId,
        issuedAt: "2026-04-02T08:15:00.000Z",
        schools: { SET: schools.length },
      },
    ]);
  });

  it("targets list is recorded in the audit, for the counts and for the run behind the targets", async () => {
    const auditEntries = () => inDatabase((database) => findAuditEntries(database, department, { first: 100 }));
    const before = await auditEntries();
    await listed("targets", "list");
    const [run, counts, ...others] = await auditEntries();
    const entry = { actor: "command line", operation: "kindred targets list" };
    expect(run).toMatchObject({ ...entry, subject: "policy", runIds: [runId] });
    expect(counts).toMatchObject({ ...entry, subject: "statistics", runIds: [] });
    expect(others.length).toBe(before.length);
  });
});

/** A run over the same population, created `index` minutes before 09:30. */
async function insertOlderRun(database: Database, index: number): Promise<string> {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  await database.query(
    `INSERT INTO job (id, kind, payload, status, started_at, finished_at)
     VALUES ($1, 'run', '{}', 'SUCCEEDED', '2026-03-01T09:30:00Z', '2026-03-01T09:31:00Z')`,
    [id],
  );
  await database.query(
    `INSERT INTO run (id, fingerprint, strategy, version, engine_version, parameters, constraints, population_id, job_id,
       completed_at, created_at, summary, warnings)
     SELECT $1, $2, 'another', '2.0.0', '0.0.0', '{}', '{}', id, $1, now(),
       timestamptz '2026-03-01T09:30:00Z' - $3::int * interval '1 minute', '{}', '[]' FROM population`,
    [id, `fingerprint ${index}`, index],
  );
  return id;
}
