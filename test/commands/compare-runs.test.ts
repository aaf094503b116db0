// kindred compare RUN RUN: the files of runs in a database.
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import { openDatabase } from "../../src/database/open.js";
import { examplePolicy } from "../../src/targets/policy.js";
import { layDatabase } from "../support/data-directory.js";
import { insertRun } from "../targets/world.js";
import { kindredHere } from "./kindred.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-compare-runs-"));
  await layDatabase(folder);
  vi.stubEnv("KINDRED_DATA", folder);
  vi.stubEnv("DATABASE_URL", "");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const out = () => join(folder, "out");
const written = (file: string) => readFile(join(out(), file), "utf8");

/** Two runs of 24 schools, the second with the first five peers of the first. The database is closed afterwards. */
async function insertRuns(): Promise<string[]> {
  const database = await openDatabase({ dataDirectory: folder, databaseUrl: undefined });
  try {
    const first = await insertRun(database);
    const second = randomUUID();
    await database.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, 'run', '{}', 'SUCCEEDED')", [second]);
    await database.query(
      `INSERT INTO run (id, fingerprint, strategy, version, engine_version, parameters, constraints, population_id,
         job_id, completed_at, summary, warnings)
       SELECT $2, 'another', strategy, version, engine_version, parameters, constraints, population_id,
         $2, completed_at, summary, warnings FROM run WHERE id = $1`,
      [first, second],
    );
    await database.query(
      `INSERT INTO cohort (run_id, urn, peers, distances, detail, reason)
       SELECT $2, urn, peers[1:5], distances[1:5], detail, reason FROM cohort WHERE run_id = $1`,
      [first, second],
    );
    return [first, second];
  } finally {
    await database.close();
  }
}

describe("kindred compare of runs", () => {
  it("writes the same files as for lists in files, with the same bytes each time", async () => {
    const runs = await insertRuns();
    const words = ["compare", ...runs, "--attributes", "fsm,roll", "--school", "100001", "--out", out()];
    const { code, err } = await kindredHere(words);
    expect(code, err).toBe(0);
    expect(err).toContain("24 schools, 24 of them with attendance of 2023/24\n");
    expect(err).toContain(`invented-2 (run ${runs[1]}); 24 of 24 have peers; predicts 2023/24 with an RMSE of`);
    expect(await written("schools.csv")).toMatch(/\n100001,SECONDARY,invented,invented-2,5,5,1,0\.41666/);
    expect(await written("report.html")).toContain("<title>Peers compared: runs of 2022/23</title>");
    expect(JSON.parse(await written("comparison.json")).request).toMatchObject({ runs, heldOut: "2023/24", p: 0.9 });
    const manifest = await written("manifest.json");
    expect(JSON.parse(manifest)).toMatchObject({
      inputs: [{ baseYear: "2022/23" }, { run: runs[0] }, { run: runs[1] }, { attendance: "2023/24", schools: 24 }],
      counts: { schools: 24, lists: [{ schoolsWithPeers: 24 }, { schoolsWithPeers: 24 }] },
    });
    await kindredHere(words);
    expect(await written("manifest.json")).toBe(manifest);
  });

  it("says what targets would be under the example policy, or the one of a file, and drafts none", async () => {
    const runs = await insertRuns();
    const compare = (...more: string[]) =>
      kindredHere(["compare", ...runs, "--attributes", "fsm", ...more, "--out", out()]);
    const medianTarget = async () =>
      /\nconsequence,target_median,invented,,all,all,all,,([\d.]+),/.exec(await written("figures.csv"));
    expect((await compare()).code).toBe(0);
    const example = Number((await medianTarget())![1]);
    expect(JSON.parse(await written("comparison.json")).request).toMatchObject({
      policy: examplePolicy,
      targetYear: "2023/24",
    });
    expect(await written("report.html")).toContain('<section id="consequence">');

    const file = join(folder, "policy.json");
    const policy = { id: "none", universalImprovement: 0, contributionRate: 0, ceiling: 100 };
    await writeFile(file, JSON.stringify(policy));
    expect((await compare("--policy", file)).code).toBe(0);
    // From 90.1 in steps of .3 to 97: 93.55 in the middle. The example asks each for .3 at least, but not above 97.
    expect(Number((await medianTarget())![1])).toBeCloseTo(93.55, 10);
    expect(example).toBeGreaterThan(93.8);
    expect(JSON.parse(await written("manifest.json")).request.policy).toEqual({ ...examplePolicy, ...policy });
    const database = await openDatabase({ dataDirectory: folder, databaseUrl: undefined });
    expect(await database.query("SELECT id FROM target_set")).toEqual([]);
    await database.close();
  });

  it("refuses a policy that cannot be read, or asks for an input that is not published, and any for files", async () => {
    const file = join(folder, "wrong.json");
    const runs = [randomUUID(), randomUUID()];
    const compare = () => kindredHere(["compare", ...runs, "--policy", file, "--out", out()]);
    expect(await compare()).toMatchObject({ code: 2, err: expect.stringContaining(`--policy ${file}: ENOENT`) });
    await writeFile(file, "0.3");
    expect(await compare()).toMatchObject({
      code: 2,
      err: expect.stringContaining("the policy: must be an object with named fields"),
    });
    await writeFile(file, "{");
    expect(await compare()).toMatchObject({ code: 2, err: expect.stringContaining("it is not JSON") });
    await writeFile(file, JSON.stringify({ ...examplePolicy, inYearAttendance: "autumn" }));
    expect(await compare()).toMatchObject({
      code: 2,
      err: expect.stringContaining("policy field inYearAttendance: is not a known name. Known: id, version,"),
    });
    const files = ["--table", "a.csv", "--id", "urn", "--policy", file];
    expect(await kindredHere(["compare", ...files, "--out", out()])).toMatchObject({
      code: 2,
      err: "kindred: Not for files, only for runs: --policy. Targets need a run's figures.\n",
    });
  });

  it("asks a run's strategy about peers that only another list has, if it is installed in the run's version", async () => {
    const runs = await insertRuns();
    const database = await openDatabase({ dataDirectory: folder, databaseUrl: undefined });
    await database.query("UPDATE run SET strategy = $2, version = $3, parameters = $4::json WHERE id = $1", [
      runs[1],
      nearestNeighbour.name,
      nearestNeighbour.version,
      JSON.stringify({ attributes: { roll: { weight: 1, scale: 100 } }, k: 5 }),
    ]);
    await database.close();
    const { code, err } = await kindredHere([
      ...["compare", ...runs, "--attributes", "roll", "--school", "100001", "--out", out()],
    ]);
    expect(code, err).toBe(0);
    const report = await written("report.html");
    const rowOf = (urn: number) =>
      new RegExp(`<th scope="row">${urn}</th>(\\s*<td>[^<]*</td>){4}</tr>`).exec(report)![0].replace(/\s/g, "");
    // All have the same roll, so the first 23 candidates come by URN: 100007 would be the sixth.
    expect(rowOf(100_006)).toContain("<td>5</td><td>0.500</td><td>5</td><td>0.500</td>");
    expect(rowOf(100_007)).toContain("<td>6</td><td>0.600</td><td>(6)</td><td>(0.000)</td>");
  }, 120_000);

  it("refuses options that are for files, by name, and to be given neither runs nor files", async () => {
    const forFiles = ["--table", "a.csv", "--where", "open=1", "--peers", "a=a.csv", "--groups", "region"];
    const runs = [randomUUID(), randomUUID()];
    expect(await kindredHere(["compare", ...runs, ...forFiles, "--out", out()])).toMatchObject({
      code: 2,
      err: `kindred: Not for runs, only for files: --table, --where, --peers, --groups. Runs given: ${runs.join(", ")}.\n`,
    });
    expect(await kindredHere(["compare", "--out", out()])).toMatchObject({
      code: 2,
      err: "kindred: Give two to eight runs, or files by --table, --id and --peers.\n",
    });
  });

  it("refuses to make lists in files again", async () => {
    const { code, err } = await kindredHere([
      "compare",
      "--table",
      "a.csv",
      "--id",
      "urn",
      "--steadiness",
      "--out",
      out(),
    ]);
    expect([code, err]).toEqual([2, expect.stringContaining("--steadiness is for runs: a list in a file cannot be")]);
  });
});
