// What an explanation needs from a run, and who may read it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { type Serving, servingOn } from "../../src/database/serving.js";
import { composePopulation } from "../../src/population/compose.js";
import { encodePopulation, populationId } from "../../src/population/encoding.js";
import { loadPopulation, readPopulation } from "../../src/population/freeze.js";
import { unpackPopulation } from "../../src/population/packing.js";
import { readSchoolsInYear } from "../../src/population/school-in-year.js";
import { pairRequest } from "../../src/runs/explainable.js";
import type { Run } from "../../src/runs/run.js";
import { populationForAnalysis, publishedPopulation, runsById } from "../../src/runs/store.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { testDatabase } from "../support/database.js";
import { baseYear, insertRun, schools } from "../targets/world.js";
import { analyst, department, outsiders, viewers } from "./viewers.js";

let database: Database;
let serving: Serving;
let run: Run;
beforeAll(async () => {
  database = await testDatabase();
  const id = await insertRun(database, [{ ...schools[0]!, selective: true, region: "London" }, ...schools.slice(1)]);
  run = (await runsById(database, analyst, [id]))[0]!;
  serving = servingOn(database);
});
afterAll(async () => {
  await serving.close();
  await database.close();
});

const unreachable = new Proxy({} as Database, {
  get: () => {
    throw new Error("unexpected database access");
  },
});

describe("the population of a run", () => {
  it("can be read by analysts and the department if the run is complete", async () => {
    const stored = await readPopulation(database, run.populationId);
    for (const viewer of [analyst, department]) {
      expect(await populationForAnalysis(database, viewer, run.id)).toEqual(stored);
    }
    await database.query("UPDATE run SET completed_at = NULL WHERE id = $1", [run.id]);
    await expect(populationForAnalysis(database, analyst, run.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await database.query("UPDATE run SET completed_at = now() WHERE id = $1", [run.id]);
  });

  it("is refused to others without SQL, with the same message as for a missing run", async () => {
    const missingId = "00000000-0000-4000-8000-000000000009";
    for (const viewer of outsiders) {
      for (const id of [run.id, missingId]) {
        await expect(populationForAnalysis(unreachable, viewer, id), viewer.role).rejects.toMatchObject({
          code: "NOT_FOUND",
          message: `Run ${id} cannot be found.`,
        });
      }
    }
    await expect(populationForAnalysis(database, analyst, missingId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("can be read by anyone once the run is published, and by nobody as a published run before", async () => {
    const { clients, public: publicDatabase } = serving;
    await expect(publishedPopulation(clients, viewers.SCHOOL, run.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await publishRun(database, department, { runId: run.id, overrideReason: "a small world" });
    const stored = await readPopulation(database, run.populationId);
    expect(await publishedPopulation(clients, viewers.SCHOOL, run.id)).toEqual(stored);
    expect(await publishedPopulation(publicDatabase, viewers.ANONYMOUS, run.id)).toEqual(stored);
  });

  it("contains only public data: the database's public role freezes the same population", async () => {
    const columns = composePopulation(await readSchoolsInYear(serving.public, { baseYear }));
    expect(populationId(encodePopulation(columns))).toBe(run.populationId);
  });

  it("is added by a migration to runs that were published without it", async () => {
    const read = () => database.query("SELECT id, population_contents FROM published_run");
    const before = await read();
    await database.script("ALTER TABLE published_run DROP COLUMN population_contents");
    const folder = join(import.meta.dirname, "../../prisma/migrations/20261122000500_published_population");
    await database.script(await readFile(join(folder, "migration.sql"), "utf8"));
    expect(await read()).toEqual(before);
    expect(before).toHaveLength(1);
  });
});

describe("a request to explain a pair", () => {
  it("has the run's fingerprint as its key, its constraints, and its stored population on demand", async () => {
    const [one, other] = schools.map(({ urn }) => urn) as [number, number];
    const explainable = {
      ...run,
      constraints: { notSameTrust: true },
      readPopulation: () => populationForAnalysis(database, analyst, run.id),
    };
    const request = pairRequest(explainable, one, other);
    expect(request).toMatchObject({ key: run.fingerprint, strategy: "invented", version: "1.0.0", urn: one, other });
    expect(request.constraints).toEqual({ notSameTrust: true });
    const population = await loadPopulation(database, run.populationId);
    expect(await unpackPopulation(await request.readPopulation())).toEqual(population);
  });
});
