// The files of exported targets against targets worked out by hand.
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { everySchool, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import type { IdOrYear } from "../../src/runs/export/every-school.js";
import { writeSecretFiles } from "../../src/runs/export/secret-files.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { exportTargets } from "../../src/targets/export.js";
import { examplePolicy } from "../../src/targets/policy.js";
import { testDatabase } from "../support/database.js";
import { department, insertRun, schools, viewerOf } from "./world.js";

let database: Database;
let folder: string;
let runId: string;
let issued: string;
let draft: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-targets-"));
  database = await testDatabase();
  runId = await insertRun(database);
  issued = await drafted();
  await issueTargets(database, department, issued);
  draft = await drafted();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => database.query("TRUNCATE audit_entry"));

async function drafted(): Promise<string> {
  const { setId, jobId } = await draftTargets(database, department, { runId });
  await workOff(database, targetJobs, jobId);
  return setId;
}

const options = { signal: new AbortController().signal, onProgress: () => {} };
const read = (viewer: Viewer, which: IdOrYear) => exportTargets(database, viewer, which, options);
const audit = () => database.query("SELECT subject, operation, urns, run_ids FROM audit_entry ORDER BY id");
const contentOf = (file: string) => readFile(join(folder, file), "utf8");

describe("the files of exported targets", () => {
  beforeAll(async () => writeSecretFiles(await read(department, { id: issued }), folder));

  it("have a row of targets.csv for each school, with every part and fixed places", async () => {
    const rows: Record<string, string>[] = parse(await contentOf("targets.csv"), { columns: true });
    expect(rows.map(({ urn }) => urn)).toEqual(schools.map(({ urn }) => `${urn}`));
    // 100001: the median of 90.4, 90.7 … 93.7 is 92.05, and a fifth of the gap to it .39, which with .3 gives 90.79.
    expect(rows[0]).toEqual({
      urn: "100001",
      outcome: "SET",
      target: "90.8",
      baseline: "90.100000",
      baselineKind: "OWN",
      flags: "",
      peers: "12",
      median: "92.05",
      contribution: "0.39",
      improvement: "0.69",
      improvementShown: "0.7",
      universalOnly: "",
      missing: "",
      shockMean: "",
      shockDifference: "",
      shockFigures: "",
      code: "",
      successor: "",
      sources: expect.stringMatching(/^100001 2022\/23 90\.1\d* \d+:\d+$/),
    });
    expect(rows.at(-1)).toMatchObject({ target: "97.0", baseline: "97.000000", flags: "MAINTAIN" });
  });

  it("have the same rows in targets.jsonl, with the parts as they are stored", async () => {
    const lines = (await contentOf("targets.jsonl"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(24);
    const [stored] = await database.query("SELECT parts FROM target WHERE set_id = $1 AND urn = 100001", [issued]);
    expect(lines[0]).toEqual({
      urn: 100001,
      outcome: "SET",
      target: "90.8",
      baseline: "90.100000",
      baselineKind: "OWN",
      flags: [],
      parts: stored!.parts,
    });
  });

  it("have a manifest with set, policy, run, counts and hashes", async () => {
    const manifest = JSON.parse(await contentOf("manifest.json"));
    const [run] = await database.query("SELECT fingerprint, population_id FROM run WHERE id = $1", [runId]);
    expect(manifest).toMatchObject({
      format: 1,
      set: { id: issued, baseYear: "2022/23", targetYear: "2023/24", status: "ISSUED" },
      policy: examplePolicy,
      run: { id: runId, fingerprint: run!.fingerprint, strategy: "invented" },
      population: { id: run!.population_id, baseYear: "2022/23" },
      counts: { SET: 24 },
    });
    const hashed = ["targets.csv", "targets.jsonl"].map(async (file) => ({
      file,
      rows: 24,
      sha256: createHash("sha256")
        .update(await contentOf(file))
        .digest("hex"),
    }));
    expect(manifest.files).toEqual(await Promise.all(hashed));
  });

  it("can be read by their owner alone", async () => {
    for (const file of await readdir(folder)) expect((await stat(join(folder, file))).mode & 0o777, file).toBe(0o600);
  });
});

describe("an export of targets", () => {
  it("of a set names every school in the audit, and the run under which its policy is read", async () => {
    await read(department, { id: draft });
    const urns = schools.map(({ urn }) => urn);
    expect(await audit()).toEqual([
      { subject: "target", operation: "kindred export", urns, run_ids: [] },
      { subject: "policy", operation: "kindred export", urns: [], run_ids: [runId] },
    ]);
  });

  it("of a draft is for the department alone", async () => {
    expect((await read(department, { id: draft })).about).toMatchObject({ set: { id: draft, status: "DRAFT" } });
    await database.query("TRUNCATE audit_entry");
    const analyst = viewerOf("ANALYST", { grants: [{ capability: "TARGETS", ...everySchool }] });
    await expect(read(analyst, { id: draft })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await audit()).toEqual([]);
  });

  it.each<[string, Viewer, number[]]>([
    ["a school", viewerOf("SCHOOL", { urn: 100_002 }), [100_002]],
    [
      "a trust with a grant",
      viewerOf("TRUST", { trustCode: 1, grants: [{ capability: "TARGETS", ...everySchool }] }),
      [100_001, 100_005, 100_009, 100_013, 100_017, 100_021],
    ],
  ])("of a year has the schools in scope of %s, without policy and run", async (_, viewer, urns) => {
    const { rows, about } = await read(viewer, { year: "2023/24" });
    expect(rows.map(({ urn }) => urn)).toEqual(urns);
    expect(about).toEqual({
      set: { id: issued, baseYear: "2022/23", targetYear: "2023/24", status: "ISSUED" },
      counts: { SET: urns.length },
    });
    expect(await audit()).toEqual([{ subject: "target", operation: "kindred export", urns, run_ids: [] }]);
  });

  it.each(["ANONYMOUS", "OFSTED", "ANALYST", "TRUST"] as const)("is refused to %s without SQL", async (role) => {
    const noDatabase = null as unknown as Database;
    const viewer = viewerOf(role, { urn: 100_001, trustCode: 1 });
    await expect(exportTargets(noDatabase, viewer, { year: "2023/24" }, options)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("refuses a year without an issued set, and stops when it is cancelled", async () => {
    await expect(read(department, { year: "2024/25" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const cancelled = { ...options, signal: AbortSignal.abort() };
    await expect(exportTargets(database, department, { id: issued }, cancelled)).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });
});
