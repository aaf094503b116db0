// The files of an exported run against what the database holds.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuditEntry, findAuditEntries } from "../../src/access/audit.js";
import type { Viewer } from "../../src/access/viewer.js";
import { readPeers } from "../../src/comparison/files/read-peers.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { loadPopulation } from "../../src/population/freeze.js";
import type { Population } from "../../src/population/population.js";
import type { Cohort } from "../../src/runs/cohort.js";
import { runJobs } from "../../src/runs/compute.js";
import { exportedFiles, exportRun } from "../../src/runs/export/export-run.js";
import type { Run } from "../../src/runs/run.js";
import { startRun } from "../../src/runs/start.js";
import { cohortsForAnalysis, runsById } from "../../src/runs/store.js";
import { readTable } from "../../src/table/table.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { insertWorld, type WorldSchool } from "../population/world.js";
import { testDatabase } from "../support/database.js";
import { analyst, department, outsiders } from "./viewers.js";

/** More primaries than are read at once, one of them without coordinates; others that have no peers. */
const schools: WorldSchool[] = [
  ...Array.from({ length: 520 }, (_, index) => ({
    urn: 100001 + index,
    absence: { "2022/23": `${5 + (index % 7) / 10}` },
    census: { "2022/23": { roll: 100 + (index % 90), fsm: `${1 + (index % 60)}` } },
    region: index % 2 ? "North East" : "Yorkshire, and the Humber",
    ...(index > 0 && { easting: 400_000 + 100 * index, northing: 300_000 }),
  })),
  { urn: 200101, block: "SECONDARY", absence: { "2022/23": "8" } },
  { urn: 200201, block: "SPECIAL", absence: { "2022/23": "9" }, census: { "2022/23": { roll: 50, fsm: "40" } } },
];

let database: Database;
let folder: string;
let run: Run;
let banded: Run;
let population: Population;
let stored: readonly Cohort[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-export-"));
  database = await testDatabase();
  await insertWorld(database, schools);
  run = await completeRun("nearest-neighbour", { k: 5 });
  banded = await completeRun("rule-bands");
  population = await loadPopulation(database, run.populationId);
  stored = await storedCohorts(run);
  await exported("run", run);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

async function completeRun(strategy: string, parameters: unknown = {}): Promise<Run> {
  const { id, jobId } = await startRun(database, analyst, { strategy, parameters, baseYear: "2022/23" }, []);
  await workOff(database, runJobs([]), jobId);
  return (await runsById(database, analyst, [id]))[0]!;
}

const storedCohorts = async ({ id: runId }: Run) =>
  (await cohortsForAnalysis(
    database,
    analyst,
    schools.map(({ urn }) => ({ runId, urn })),
  )) as Cohort[];

const pathOf = (name: string, file: string) => join(folder, name, file);
const contentOf = (name: string, file: string) => readFile(pathOf(name, file), "utf8");

async function exported(name: string, of: Run, viewer: Viewer = analyst, signal = new AbortController().signal) {
  await mkdir(join(folder, name), { recursive: true });
  return exportRun(database, viewer, of, join(folder, name), { signal, onProgress: () => {} });
}

const linesOf = async (name: string) =>
  (await contentOf(name, "cohorts.jsonl"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

const rowsOf = async (file: string): Promise<Record<string, string>[]> =>
  parse(await contentOf("run", file), { columns: true });

/** A stored cohort as `cohorts.jsonl` has it. */
const asExported = ({ runId: _, peers, ...cohort }: Cohort) => ({
  ...cohort,
  peers: peers.map(({ shares, ...peer }) => ({
    ...peer,
    shares: Object.fromEntries(shares.map(({ attribute, share }) => [attribute, share])),
  })),
});

describe("an exported run", () => {
  it("has every stored cohort in cohorts.jsonl, ascending by URN", async () => {
    expect(stored).toHaveLength(522);
    expect(await linesOf("run")).toEqual(stored.map(asExported));
  });

  it("has the bands of a strategy that widens bands", async () => {
    await exported("banded", banded);
    const lines = await linesOf("banded");
    expect(lines).toEqual((await storedCohorts(banded)).map(asExported));
    expect(lines[0].band).not.toBeNull();
  });

  it("has a row of cohorts.csv for each peer, with an empty cell where there is no number", async () => {
    const [header] = (await contentOf("run", "cohorts.csv")).split("\n");
    expect(header).toMatch(/^id,rank,peer,distance,kilometres,share_\w+(,share_\w+)*$/);
    const shareColumns = header!.split(",").slice(5);
    const expected = stored.flatMap(({ urn, peers }) =>
      peers.map(({ shares, ...peer }) => [
        ...[urn, peer.rank, peer.urn, peer.distance, peer.kilometres ?? ""],
        ...shareColumns.map((column) => shares.find(({ attribute }) => column === `share_${attribute}`)?.share ?? ""),
      ]),
    );
    expect((await rowsOf("cohorts.csv")).map((row) => Object.values(row))).toEqual(
      expected.map((cells) => cells.map(String)),
    );
    expect(expected.some((cells) => cells[4] === "")).toBe(true);
    expect(new Set(shareColumns).size).toBe(shareColumns.length);
  });

  it("names the schools without peers in unmatched.csv, with the reason and the missing columns", async () => {
    const unmatched = stored.filter(({ reason }) => reason !== null);
    expect(unmatched.map(({ reason }) => reason)).toEqual(["MISSING_CIRCUMSTANCES", "NO_CANDIDATES"]);
    expect(await rowsOf("unmatched.csv")).toEqual(
      unmatched.map(({ urn, reason, missing }) => ({ id: `${urn}`, reason, missing: missing.join(" ") })),
    );
  });

  it("has the population in schools.csv, with an empty cell where a figure is missing", async () => {
    const rows = await rowsOf("schools.csv");
    const numbers = (values: ArrayLike<number>) =>
      Array.from(values, (value) => (Number.isNaN(value) ? "" : `${value}`));
    const words = (values: readonly unknown[]) => values.map((value) => (value === null ? "" : `${value}`));
    const { urn, block, eligible, reference, lineage, region, trust, selective, easting, northing } = population;
    const expected: Record<string, readonly string[]> = {
      urn: numbers(urn),
      block,
      eligible: numbers(eligible),
      reference: numbers(reference),
      lineage: numbers(lineage),
      region: words(region),
      trust: words(trust),
      selective: numbers(selective),
      easting: numbers(easting),
      northing: numbers(northing),
      ...Object.fromEntries(
        Object.entries(population.columns)
          .filter(([name]) => !["semh", "fundingPerPupil"].includes(name)) // no school has them
          .map(([name, values]) => [name, numbers(values)]),
      ),
    };
    expect(Object.keys(rows[0]!)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected))
      expect(
        rows.map((row) => row[name]),
        name,
      ).toEqual(values);
  });

  it("is read back by kindred compare as the same lists", async () => {
    const table = { path: pathOf("run", "schools.csv"), id: "urn", block: "block", where: [], columns: [] };
    const { frame, ids, rejected } = await readTable(table);
    expect({ rejected, ids }).toEqual({ rejected: [], ids: schools.map(({ urn }) => `${urn}`) });
    const given = { name: "run", path: pathOf("run", "cohorts.csv") };
    const { list, rejected: rejectedPeers } = await readPeers(given, "urn", { ids, block: frame.block });
    expect(rejectedPeers).toEqual([]);
    const urnsOf = (peers: Int32Array) => [...peers].map((row) => frame.urn[row]);
    expect(list.peers.map(urnsOf)).toEqual(stored.map(({ peers }) => peers.map(({ urn }) => urn)));
    const distances = stored.map(({ peers }) => Float64Array.from(peers, ({ distance }) => distance));
    expect(list.distances).toEqual(distances);
  });

  it("has a manifest with counts that add up and the hashes of the other files", async () => {
    const manifest = JSON.parse(await contentOf("run", "manifest.json"));
    const { schools: size, matched, unmatched } = run.summary!;
    expect(manifest).toMatchObject({ format: 1, counts: { schools: size, matched, unmatched } });
    const peers = stored.reduce((sum, cohort) => sum + cohort.peers.length, 0);
    const rows = { "cohorts.jsonl": size, "cohorts.csv": peers, "unmatched.csv": size - matched, "schools.csv": size };
    const files = Object.entries(rows).map(async ([file, count]) => ({
      file,
      rows: count,
      sha256: createHash("sha256")
        .update(await contentOf("run", file))
        .digest("hex"),
    }));
    expect(manifest.files).toEqual(await Promise.all(files));
  });

  it("can be started again from its manifest: it is the same run", async () => {
    const manifest = JSON.parse(await contentOf("run", "manifest.json"));
    const again = await startRun(database, analyst, { ...manifest.run, ...manifest.population }, []);
    expect(again).toEqual(run);
    const { id, fingerprint, version, engineVersion } = run;
    expect(manifest.run).toMatchObject({ id, fingerprint, version, engineVersion });
    expect(manifest.population.id).toBe(population.id);
  });

  it("has the same bytes each time", async () => {
    await exported("again", run, department);
    for (const file of exportedFiles) expect(await contentOf("again", file), file).toBe(await contentOf("run", file));
  });
});

describe("an export", () => {
  /** The audit entries that `work` adds. */
  async function entriesOf(work: () => Promise<unknown>): Promise<AuditEntry[]> {
    const all = () => findAuditEntries(database, department, { first: 100 });
    const before = new Set((await all()).map(({ id }) => id));
    await work();
    return (await all()).filter(({ id }) => !before.has(id));
  }

  it("of an unpublished run has one audit entry, which names the run and no school", async () => {
    const entries = await entriesOf(() => exported("audited", run));
    const expected = { actor: "ANALYST", subject: "cohort", operation: "kindred export", urns: [], runIds: [run.id] };
    expect(entries).toMatchObject([expected]);
  });

  it("of a published run has none", async () => {
    await publishRun(database, department, { runId: banded.id, overrideReason: "a small world" });
    expect(await entriesOf(() => exported("published", banded))).toEqual([]);
    for (const file of exportedFiles)
      expect(await contentOf("published", file), file).toBe(await contentOf("banded", file));
  });

  it("is refused to all but analysts and the department, and adds no audit entry", async () => {
    const refused = async () => {
      for (const viewer of outsiders)
        await expect(exported("refused", run, viewer), viewer.role).rejects.toMatchObject({ code: "NOT_FOUND" });
    };
    expect(await entriesOf(refused)).toEqual([]);
  });

  it("stops when it is cancelled", async () => {
    await expect(exported("cancelled", run, analyst, AbortSignal.abort())).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
