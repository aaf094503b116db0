// kindred compare RUN RUN of different base years.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { workOff } from "../../src/jobs/worker.js";
import { runJobs } from "../../src/runs/compute.js";
import { startRun } from "../../src/runs/start.js";
import { examplePolicy } from "../../src/targets/policy.js";
import { insertWorld, type WorldSchool } from "../population/world.js";
import { analyst } from "../runs/viewers.js";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

/** FSM of 2021/22 and of 2022/23; the last school closed in between. One peer each, at a tenth of the difference. */
const fsm = {
  100001: ["10", "10"],
  100002: ["11", "11"],
  100003: ["20", "10.5"],
  100004: ["30", "30"],
  100005: ["31", "40"],
  100006: ["60", "60"],
  100007: ["61", "68"],
  100008: ["64", "64"],
  100009: ["31.5"],
};

const schools = Object.entries(fsm).map(([urn, [then, now]]): WorldSchool => {
  const census = { "2021/22": { roll: 100, fsm: then! }, ...(now && { "2022/23": { roll: 100, fsm: now } }) };
  const absence = { "2021/22": "5", ...(now && { "2022/23": "5" }) };
  return { urn: Number(urn), absence, census, ...(!now && { status: "CLOSED", closeDate: "2022-07-31" }) };
});

let folder: string;
let runs: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-compare-years-"));
  await layDatabase(folder);
  vi.stubEnv("KINDRED_DATA", folder);
  vi.stubEnv("DATABASE_URL", "");
  const database = await openDatabase({ dataDirectory: folder, databaseUrl: undefined });
  try {
    await insertWorld(database, schools);
    runs = [];
    for (const baseYear of ["2021/22", "2022/23"]) {
      const parameters = { attributes: { fsm: { weight: 1, scale: 10 } }, k: 1 };
      const given = { strategy: "nearest-neighbour", parameters, baseYear };
      const { id, jobId } = await startRun(database, analyst, given, []);
      await workOff(database, runJobs([]), jobId);
      runs.push(id);
    }
  } finally {
    await database.close();
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const written = (file: string) => readFile(join(folder, "out", file), "utf8");
const compare = (...words: string[]) => kindredHere(["compare", ...words, "--out", join(folder, "out")]);

describe("kindred compare of runs of two base years", () => {
  it("writes who stayed, came and went, and why", async () => {
    const { code, err } = await compare(...runs);
    expect(code, err).toBe(0);
    expect((await written("changes.csv")).split("\n")).toEqual([
      "id,peer,change,reason,rankThen,rankNow,distanceThen,distanceNow",
      "100001,100002,WENT,OVERTAKEN,1,,0.1,0.1",
      "100001,100003,CAME,,,1,,0.05",
      "100002,100001,WENT,OVERTAKEN,1,,0.1,0.1",
      "100002,100003,CAME,,,1,,0.05",
      "100003,100002,WENT,OVERTAKEN,1,,0.9,0.05",
      "100003,100001,CAME,,,1,,0.05",
      "100004,100005,STAYED,,1,1,0.1,1",
      "100005,100009,WENT,CLOSED,1,,0.05,",
      "100005,100004,CAME,,,1,,1",
      "100006,100007,WENT,FIGURES_CHANGED,1,,0.1,0.8",
      "100006,100008,CAME,,,1,,0.4",
      "100007,100006,WENT,FIGURES_CHANGED,1,,0.1,0.8",
      "100007,100008,CAME,,,1,,0.4",
      "100008,100007,WENT,FIGURES_CHANGED,1,,0.3,0.4",
      "100008,100006,CAME,,,1,,0.4",
      "",
    ]);
    expect(err).toContain("8 schools in both years, 1 in 2021/22 alone, 0 in 2022/23 alone\n");
    expect(err).toContain(
      "of the peers of 2021/22, 12.5% stayed; went: CLOSED 12.5%, FIGURES_CHANGED 37.5%, OVERTAKEN 37.5%\n",
    );
    expect(await written("figures.csv")).toContain(
      "\nchange,went_share,nearest-neighbour 2022/23,nearest-neighbour 2021/22,all,all,all,CLOSED,0.125,",
    );
    expect(JSON.parse(await written("comparison.json"))).toMatchObject({
      request: { runs, seed: 1 },
      schools: { both: 8, newerOnly: 0, olderOnly: 1 },
      sections: {
        change: expect.arrayContaining([expect.objectContaining({ measure: "jaccard", value: 0.125, n: 8 })]),
      },
    });
    const { document } = parseHTML(await written("report.html"));
    expect(document.querySelector("h1")!.textContent).toBe("Peers of 2021/22 and 2022/23 compared");
    const summary = document.querySelector("#summary")!.textContent!.replace(/\s+/g, " ");
    expect(summary).toContain("Of the peers of 2021/22, 12.5% (0.0% to 37.5%) are peers in 2022/23 too;");
    expect(document.querySelectorAll("#change svg")).toHaveLength(1);
  });

  it("writes the same bytes for the same runs in any order, and their inputs in the manifest", async () => {
    await compare(...runs);
    const manifest = await written("manifest.json");
    await compare(...runs.toReversed());
    expect(await written("manifest.json")).toBe(manifest);
    expect(JSON.parse(manifest)).toMatchObject({
      inputs: runs.map((run, at) => ({ run, baseYear: ["2021/22", "2022/23"][at], version: "1.0.0" })),
      outputs: ["figures.csv", "changes.csv", "comparison.json", "report.html"].map((file) => ({ file })),
    });
  });

  it("refuses options that are for runs of one base year", async () => {
    const policy = join(folder, "policy.json");
    await writeFile(policy, JSON.stringify(examplePolicy));
    const words = ["--attributes", "fsm", "--held-out", "2023/24", "--steadiness", "--school", "100001"];
    const { code, err } = await compare(...runs, ...words, "--policy", policy, "--p", "0.8");
    expect([code, err]).toEqual([
      2,
      "kindred: Not for runs of two base years, only for runs of one: --attributes, --held-out, --policy, --p, --steadiness, --school. " +
        `Run ${runs[0]} is of 2021/22, and run ${runs[1]} of 2022/23.\n`,
    ]);
  });
});
