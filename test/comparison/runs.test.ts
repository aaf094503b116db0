// Lists of peers from runs in the database.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listNames } from "../../src/comparison/runs/find.js";
import { assertHeldOut, readHeldOut } from "../../src/comparison/runs/held-out.js";
import { type RunsRequest, readRuns } from "../../src/comparison/runs/read-runs.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { runJobs } from "../../src/runs/compute.js";
import { startRun } from "../../src/runs/start.js";
import { cohortsForAnalysis } from "../../src/runs/store.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { insertWorld, type WorldSchool } from "../population/world.js";
import { analyst, department, outsiders } from "../runs/viewers.js";
import { testDatabase } from "../support/database.js";
import { populationOf } from "../support/population.js";
import { valueAndCount } from "./value-and-count.js";

/** 25 primaries with IDACI, of which the last has no later attendance; five secondaries without IDACI; a special school. */
const schools: WorldSchool[] = [
  ...Array.from({ length: 25 }, (_, index) => ({
    urn: 100001 + index,
    region: index < 10 ? "North East" : "London",
    urban: index % 2 === 0,
    easting: 400_000 + 1000 * index,
    northing: 300_000,
    absence: { "2022/23": `${5 + index / 10}`, ...(index < 24 && { "2023/24": `${4 + index / 10}` }), "2020/21": "3" },
    census: { "2022/23": { roll: 100 + 10 * index, fsm: `${index + 1}` } },
    similar: { "2022/23": { roll: 100 + 10 * index, fsm: `${index + 1}`, idaci: `${(25 - index) / 100}` } },
  })),
  ...Array.from({ length: 5 }, (_, index) => ({
    urn: 100101 + index,
    block: "SECONDARY",
    absence: { "2022/23": "8", "2024/25": "8" },
    census: { "2022/23": { roll: 900 - index, fsm: `${10 + index}` } },
  })),
  { urn: 100201, block: "SPECIAL", absence: { "2022/23": "9" } },
];

let database: Database;
let runs: string[];
beforeAll(async () => {
  database = await testDatabase();
  await insertWorld(database, schools);
  runs = [];
  for (const attributes of [{ fsm: 1 }, { roll: 1 }])
    runs.push(await completeRun({ parameters: { attributes, k: 3 } }));
});
beforeEach(() => database.query("TRUNCATE audit_entry"));
afterAll(() => database.close());

const start = (given: { parameters?: unknown; circumstancesYear?: string }) =>
  startRun(database, analyst, { strategy: "nearest-neighbour", baseYear: "2022/23", ...given }, []);

async function completeRun(given: Parameters<typeof start>[0]): Promise<string> {
  const { id, jobId } = await start(given);
  await workOff(database, runJobs([]), jobId);
  return id;
}

const read = (request: Partial<RunsRequest> = {}, viewer = analyst) =>
  readRuns(database, viewer, { runs, attributes: [], seed: 1, ...request }, { packages: [], operation: "a test" });

const audit = () => database.query("SELECT actor, subject, operation, urns, run_ids FROM audit_entry");

describe("runs that are compared", () => {
  it("give every school of the population the peers and distances that the run stored, nearest first", async () => {
    const { compared } = await read();
    const { ids, keys, block } = compared.schools;
    expect([ids.length, ids[0], keys[0], block[0], block[30]]).toEqual([31, "100001", 100001, "PRIMARY", "SPECIAL"]);
    for (const [at, { peers, distances }] of compared.lists.entries()) {
      const stored = await cohortsForAnalysis(
        database,
        analyst,
        [...keys].map((urn) => ({ runId: runs[at]!, urn })),
      );
      expect(peers.map((rows) => Array.from(rows, (row) => keys[row]))).toEqual(
        stored.map((cohort) => cohort!.peers.map(({ urn }) => urn)),
      );
      expect(distances!.map((values) => [...values])).toEqual(
        stored.map((cohort) => cohort!.peers.map(({ distance }) => distance)),
      );
    }
    expect(compared.lists[0]!.peers.filter(({ length }) => length > 0)).toHaveLength(30);
  });

  it("are named by their strategies, which stand with their parameters in the manifest's inputs", async () => {
    const { compared, inputs } = await read();
    expect(compared.lists.map(({ name }) => name)).toEqual(["nearest-neighbour", "nearest-neighbour-2"]);
    const parameters = (name: string) => expect.objectContaining({ attributes: { [name]: expect.anything() }, k: 3 });
    const run = { strategy: "nearest-neighbour", fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(inputs).toMatchObject([
      { population: expect.stringMatching(/^[0-9a-f]{64}$/), baseYear: "2022/23", circumstancesYear: "2022/23" },
      { ...run, run: runs[0], name: "nearest-neighbour", parameters: parameters("fsm") },
      { ...run, run: runs[1], name: "nearest-neighbour-2", parameters: parameters("roll") },
      { attendance: "2023/24", schools: 24 },
    ]);
  });

  it("are compared with p = .9 of rank-biased overlap, or with the p that is given", async () => {
    expect((await read()).compared.p).toBe(0.9);
    expect(await read({ p: 0.5 })).toMatchObject({ compared: { p: 0.5 }, request: { p: 0.5 } });
    await expect(read({ p: 1 })).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
  });

  it("never take a name that has another meaning among the figures, or another run's", () => {
    expect(listNames(["random", "gower", "gower", "gower-2"])).toEqual(["random-2", "gower", "gower-2", "gower-2-2"]);
  });

  it("are measured on the circumstances that a strategy reads, or on those that are named", async () => {
    const namesOf = async (request?: Partial<RunsRequest>) =>
      Object.keys((await read(request)).compared.schools.attributes);
    expect(await namesOf()).toEqual(["roll", "fsm"]);
    expect(await namesOf({ attributes: ["urban", "idaci"] })).toEqual(["urban", "idaci"]);
    await expect(read({ attributes: ["fsmm"] })).rejects.toThrow(/no circumstance "fsmm"\. Use: roll, fsm, eal/);
    await expect(read({ attributes: ["attendance"] })).rejects.toThrow(/no circumstance "attendance"/);
    await expect(read({ attributes: ["fsm", "fsm"] })).rejects.toThrow("attributes: fsm is named twice");
  });

  it("must have another version of their strategy named in the error, if it is not the one installed", async () => {
    await database.query("UPDATE run SET version = '0.0.1' WHERE id = $1", [runs[1]]);
    try {
      await expect(read()).rejects.toThrow(
        /Run .* used nearest-neighbour 0\.0\.1, but version .* is installed.* as its attributes, for example fsm,idaci/,
      );
      expect((await read({ attributes: ["fsm"] })).compared.lists).toHaveLength(2);
    } finally {
      await database.query("UPDATE run SET version = (SELECT version FROM run WHERE id = $1)", [runs[0]]);
    }
  });

  it("are read with one audit entry that names the runs that are not published, and no school", async () => {
    const published = await completeRun({ parameters: { attributes: { fsm: 1, roll: 1 } } });
    await publishRun(database, department, { runId: published, overrideReason: "a small world" });
    await read({ runs: [...runs, published] });
    expect(await audit()).toEqual([
      { actor: "ANALYST", subject: "cohort", operation: "a test", urns: [], run_ids: runs.toSorted() },
    ]);
  });

  it("do not exist for viewers who may not read every cohort", async () => {
    for (const viewer of outsiders) await expect(read({}, viewer)).rejects.toThrow(`Run ${runs[0]} cannot be found.`);
    expect(await audit()).toEqual([]);
  });
});

describe("runs that are made again", () => {
  const compute = async () => {
    const { further, request } = await read({ steadiness: true });
    expect(request).toMatchObject({ steadiness: true });
    const [section] = further;
    return section!.compute({ signal: new AbortController().signal, onProgress: () => {} });
  };

  it("give the peers that they stored where nothing that they read has changed", async () => {
    const figures = await compute();
    // The second run reads the roll alone, which is not a percentage; the special school has no roll.
    const steady = { section: "steadiness", strategy: "nearest-neighbour-2", measure: "jaccard_one_pupil" } as const;
    expect(valueAndCount(figures, steady)).toEqual([1, 30]);
  });

  it("must have used the version of their strategy that is installed", async () => {
    await database.query("UPDATE run SET version = '0.0.1' WHERE id = $1", [runs[1]]);
    try {
      await expect(read({ attributes: ["fsm"], steadiness: true })).rejects.toThrow(
        /Run .* used nearest-neighbour 0\.0\.1, but version .* is installed, so it cannot be run again\. Leave out/,
      );
    } finally {
      await database.query("UPDATE run SET version = (SELECT version FROM run WHERE id = $1)", [runs[0]]);
    }
  });

  it("are not made again unless that is asked for", async () => {
    expect(await read()).toMatchObject({ further: [], request: { steadiness: false } });
  });
});

describe("runs that cannot be compared", () => {
  it("are too few, given twice, unknown or not complete", async () => {
    await expect(read({ runs: runs.slice(1) })).rejects.toThrow(`Give 2 to 8 runs. Given: ${runs[1]}.`);
    await expect(read({ runs: [...runs, runs[0]!.toUpperCase()] })).rejects.toThrow(`Run ${runs[0]} is given twice.`);
    await expect(read({ runs: [...runs, "latest"] })).rejects.toThrow(
      "Run latest cannot be found. Use the id of a run in the list of runs.",
    );
    const { id } = await start({ parameters: { attributes: { fsm: 3, roll: 1 } } });
    await expect(read({ runs: [...runs, id] })).rejects.toThrow(`Run ${id} is not complete (its status is QUEUED)`);
    expect(await audit()).toEqual([]);
  });

  it("are over different populations, both of which are named", async () => {
    const other = await completeRun({ circumstancesYear: "2021/22" });
    await expect(read({ runs: [...runs, other] })).rejects.toThrow(
      new RegExp(
        `run ${runs[0]} of population [0-9a-f]{12} \\(base year 2022/23, circumstances of 2022/23\\), ` +
          `and run ${other} of population [0-9a-f]{12} .*2021/22\\)\\. Compare runs of one population\\.$`,
      ),
    );
  });
});

describe("the held-out year of runs", () => {
  it("is the earliest usable later year with figures, unless another is named", async () => {
    const { compared, heldOut } = await read();
    expect(heldOut).toBe("2023/24");
    const { outcome, heldOut: attendance } = compared.schools;
    expect([outcome![1], attendance![1], attendance![24]]).toEqual([94.9, 95.9, Number.NaN]);
    const later = await read({ heldOut: "2024/25" });
    expect([later.heldOut, later.compared.schools.heldOut![25]]).toEqual(["2024/25", 92]);
  });

  it.each([
    ["2022/23", "The held-out year 2022/23 is not later than 2022/23, the last year that these runs read."],
    ["2020/21", "The held-out year 2020/21 is not later than"],
    ["2023-24", "'2023-24' is not an academic year"],
    ["2025/26", "No school of these runs has published attendance of 2025/26. Years with figures: 2023/24, 2024/25."],
  ])("is refused: %s", async (heldOut, message) => {
    await expect(read({ heldOut })).rejects.toThrow(message);
    expect(await audit()).toEqual([]);
  });

  it("is never one in which schools were closed", () => {
    const years = { baseYear: "2018/19", circumstancesYear: "2018/19" };
    expect(() => assertHeldOut("2020/21", years)).toThrow("schools were closed to most pupils");
  });

  it("is later than the year of circumstances too", async () => {
    const years = { baseYear: "2022/23", circumstancesYear: "2023/24" };
    expect(() => assertHeldOut("2023/24", years)).toThrow("The held-out year 2023/24 is not later than 2023/24");
    const population = { ...populationOf([{ urn: 100101 }]), ...years };
    expect(await readHeldOut(database, population)).toMatchObject({ year: "2024/25", schools: 1 });
  });

  it("is missing, with a note, where no later year has figures", async () => {
    await insertWorld(database, []);
    try {
      const { compared, heldOut, notes } = await read();
      expect([heldOut, compared.schools.heldOut]).toEqual([null, null]);
      expect(notes).toEqual(["No usable year after 2022/23 has attendance of these schools, so there is no validity."]);
    } finally {
      await insertWorld(database, schools);
    }
  });
});

describe("the groups of runs", () => {
  it("are region, urban or rural, fifths of deprivation and thirds of size within the block", async () => {
    const { compared, inputs } = await read();
    const { groups } = compared.schools;
    const levelsOf = (row: number) => Object.values(groups).map((levels) => levels[row]);
    expect(Object.keys(groups)).toEqual(["region", "urban_rural", "deprivation", "size"]);
    expect(levelsOf(0)).toEqual(["North East", "urban", "5 most deprived", "1 smallest"]);
    // IDACI .05 lies below the first edge of .01 to .25, .058; .06 above it. Roll 180 is on the first edge.
    expect([20, 19, 8, 9].map((row) => [groups.deprivation![row], groups.size![row]])).toEqual([
      ["1 least deprived", "3 largest"],
      ["2", "3 largest"],
      ["4", "1 smallest"],
      ["4", "2"],
    ]);
    expect(levelsOf(30)).toEqual([null, null, null, null]);
    // FSM from 10 to 14 for the five secondaries: one in each fifth.
    expect(groups.deprivation!.slice(25, 30)).toEqual(["1 least deprived", "2", "3", "4", "5 most deprived"]);
    expect(inputs[0]).toMatchObject({ deprivationBy: { PRIMARY: "idaci", SECONDARY: "fsm", SPECIAL: "fsm" } });
  });
});
