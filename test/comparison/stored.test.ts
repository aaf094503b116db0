// What is stored of a comparison of runs, and who reads it.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { computeFigures, type FurtherSection } from "../../src/comparison/compute.js";
import type { Figure } from "../../src/comparison/figure.js";
import { comparePairs, schoolRows } from "../../src/comparison/pairs.js";
import { comparisonJobs } from "../../src/comparison/stored/compute.js";
import { cancelComparison } from "../../src/comparison/stored/start.js";
import {
  comparedSchools,
  countFigures,
  figuresOf,
  mostDifferentSchools,
  requireComparison,
} from "../../src/comparison/stored/store.js";
import { startWorker, workOff } from "../../src/jobs/worker.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { begun, untilAborted } from "../jobs/handlers.js";
import { department } from "../runs/viewers.js";
import { analyst, openTwoRuns } from "./two-runs.js";

const { database, runs, start, complete, everyFigure, audit, read, reset } = await openTwoRuns();
beforeEach(reset);
afterAll(() => database.close());

describe("a comparison of runs", () => {
  it("stores the figures and schools that the command writes for the same runs", async () => {
    const { id } = await complete();
    const source = await read();
    const pairs = comparePairs(source.compared);
    const figures = await computeFigures(source, pairs, { signal: new AbortController().signal, onProgress() {} });
    const stored = await everyFigure(id);
    expect(stored.map(({ position }) => position)).toEqual(figures.map((_, position) => position));
    expect(stored).toEqual(figures.map((figure, position) => expect.objectContaining({ position, ...figure })));

    const urns = [...source.compared.schools.keys];
    const found = await comparedSchools(
      database,
      analyst,
      { id, names: source.compared.lists.map((l) => l.name) },
      urns,
    );
    expect(found.flatMap((school) => school!.pairs.map((pair) => ({ block: school!.block, ...pair })))).toEqual(
      [...schoolRows(source.compared.schools, pairs)].map(({ id: urn, ...row }) => ({ urn: Number(urn), ...row })),
    );
  });

  it("says for a school which of its peers both lists have", async () => {
    const { id, names } = await complete();
    const [first, special, stranger] = await comparedSchools(
      database,
      analyst,
      { id, names },
      [100001, 100006, 100099],
    );
    expect(first!.pairs).toEqual([
      expect.objectContaining({
        strategy: "nearest-neighbour",
        other: "nearest-neighbour-2",
        depth: 2,
        shared: 1,
        jaccard: 1 / 3,
      }),
    ]);
    expect(first!.pairs[0]).toMatchObject({ containment: 0.5, rboExt: expect.any(Number) });
    expect(special).toEqual({
      urn: 100006,
      block: "SPECIAL",
      pairs: [
        {
          urn: 100006,
          strategy: "nearest-neighbour",
          other: "nearest-neighbour-2",
          depth: 0,
          ...{ shared: null, jaccard: null, containment: null, rboLow: null, rboResidual: null, rboExt: null },
        },
      ],
      whatIf: names.map((name) => ({ name, value: null })),
    });
    expect(stranger).toBeNull();
  });

  it("keeps what a later section says of each school, by list", async () => {
    const { id, names } = await complete({}, async (_database, _viewer, source) => {
      const numbers = (start: number) => Float64Array.from(source.compared.schools.ids, (_, row) => start + row);
      const whatIf = () => [numbers(90), numbers(80).fill(Number.NaN, 1, 2)];
      return { ...source, further: [{ section: "consequence", compute: async () => [], whatIf }] };
    });
    const [first, second] = await comparedSchools(database, analyst, { id, names }, [100001, 100002]);
    expect(first!.whatIf.map(({ value }) => value)).toEqual([90, 80]);
    expect(second!.whatIf.map(({ value }) => value)).toEqual([91, null]);
  });

  it("names the schools whose peers differ most, and not those without peers", async () => {
    const { id, names } = await complete();
    const pair = { strategy: "nearest-neighbour", other: "nearest-neighbour-2" };
    const found = await mostDifferentSchools(database, analyst, { id, names }, { ...pair, first: 10 });
    // The fourth has the peer that it shares first in both lists: .405 + .1 / .9 (1 × .9 + .5 × .81); the first second.
    expect(found.map(({ urn, jaccard, rboExt }) => [urn, jaccard, Number(rboExt!.toFixed(12))])).toEqual([
      [100002, 0, 0],
      [100001, 1 / 3, 0.45],
      [100003, 1 / 3, 0.45],
      [100004, 1 / 3, 0.55],
      [100005, 1, 1],
    ]);
    expect(await mostDifferentSchools(database, analyst, { id, names }, { ...pair, first: 2 })).toEqual(
      found.slice(0, 2),
    );
    await expect(
      mostDifferentSchools(database, analyst, { id, names }, { strategy: "gower", other: names[0]!, first: 2 }),
    ).rejects.toThrow("Use, as strategy and other: nearest-neighbour and nearest-neighbour-2.");
  });

  it("says what was asked for, with what was left open decided, and what is missing", async () => {
    expect(await complete()).toMatchObject({
      runIds: runs,
      names: ["nearest-neighbour", "nearest-neighbour-2"],
      baseYear: "2022/23",
      request: { attributes: ["roll", "fsm"], heldOut: { year: "2023/24" }, seed: 1 },
      notes: [],
      status: "SUCCEEDED",
    });
    const [{ counts } = { counts: null }] = await database.query("SELECT counts FROM comparison");
    expect(counts).toMatchObject({ schools: 6, lists: [{ schoolsWithPeers: 5 }, { schoolsWithPeers: 5 }] });
  });

  it("is pages of figures that match a filter, or an error that names the values there are", async () => {
    const { id } = await complete();
    const of = (filter: Parameters<typeof countFigures>[3], first = 100, after?: number) =>
      figuresOf(database, analyst, id, { filter, first, after });
    const hubs = (await everyFigure(id)).filter(({ section, block }) => section === "hubs" && block === "PRIMARY");
    expect(await of({ section: "hubs", block: "PRIMARY" })).toEqual(hubs);
    expect(await of({ section: "hubs", block: "PRIMARY" }, 2, hubs[1]!.position)).toEqual(hubs.slice(2, 4));
    expect(await countFigures(database, analyst, id, { section: "hubs", block: "PRIMARY" })).toBe(hubs.length);
    await expect(of({ section: "hubs", measure: "jacard" })).rejects.toThrow(
      /^measure: no figure .* "jacard"\. Use: .*, jaccard, /,
    );
    expect(await of({ section: "hubs", measure: "jaccard" })).toEqual([]);
  });

  it("computes the sections of later stages after those of the lists", async () => {
    const figure: Figure = {
      ...{
        section: "consequence",
        measure: "mean",
        strategy: "all",
        other: "",
        block: "all",
        group: "all",
        level: "all",
      },
      ...{ attribute: "", value: 1, low: null, high: null, n: 5 },
    };
    const seen: unknown[] = [];
    const { id } = await complete({}, async (_database, _viewer, source) => {
      seen.push(
        source.read.runs.map(({ run }) => run.id),
        source.read.population.baseYear,
      );
      return { ...source, further: [{ section: "consequence", compute: async () => [figure] }] };
    });
    expect(seen).toEqual([runs, "2022/23"]);
    expect((await everyFigure(id)).at(-1)).toMatchObject(figure);
  });
});

describe("a long section", () => {
  it("delays timers that are due, such as the renewal of the lease, no further than to its end", async () => {
    const seen: boolean[] = [];
    let fired = false;
    const section = {
      section: "consequence" as const,
      compute: async () => {
        seen.push(fired);
        setTimeout(() => {
          fired = true;
        }, 0);
        return [];
      },
    };
    await complete({}, async (_database, _viewer, source) => ({ ...source, further: [section, section] }));
    expect(seen).toEqual([false, true]);
  });
});

describe("a comparison that is not complete", () => {
  it("shows no figures and no schools, whatever is stored, and keeps nothing of them when it is computed", async () => {
    const { id, names } = await complete();
    const figures = await everyFigure(id);
    await database.query("UPDATE comparison SET completed_at = NULL");
    await database.query("UPDATE comparison_figure SET value = 7");
    expect(await everyFigure(id)).toEqual([]);
    expect(await figuresOf(database, analyst, id, { filter: { measure: "none" }, first: 1 })).toEqual([]);
    expect(await countFigures(database, analyst, id, {})).toBe(0);
    expect(await comparedSchools(database, analyst, { id, names }, [100001])).toEqual([null]);
    const pair = { strategy: names[0]!, other: names[1]!, first: 1 };
    expect(await mostDifferentSchools(database, analyst, { id, names }, pair)).toEqual([]);

    const jobId = await queueAnew(id);
    await workOff(database, comparisonJobs([]), jobId);
    expect(await everyFigure(id)).toEqual(figures);
  });

  it("keeps nothing that shows when it is cancelled while it is computed", async () => {
    const waiting = begun(untilAborted);
    const section: FurtherSection = {
      section: "consequence",
      compute: async ({ signal }) => {
        await waiting.handler({ signal } as never, {} as never);
        return [];
      },
    };
    const { id } = await start();
    const worker = startWorker(
      database,
      comparisonJobs([], async (_database, _viewer, source) => ({ ...source, further: [section] })),
    );
    try {
      await waiting.began;
      await cancelComparison(database, analyst, id);
      await expect.poll(async () => (await requireComparison(database, analyst, id)).status).toBe("CANCELLED");
    } finally {
      await worker.stop(0);
    }
    expect(await database.query("SELECT FROM comparison_figure")).toEqual([]);
    expect(await requireComparison(database, analyst, id)).toMatchObject({ completedAt: null });
  });
});

/** A new job for a comparison. @returns its id */
async function queueAnew(id: string): Promise<string> {
  const [job] = await database.query<{ id: string }>(
    `INSERT INTO job (id, kind, payload, status)
     SELECT gen_random_uuid(), kind, payload, 'QUEUED' FROM job WHERE id = (SELECT job_id FROM comparison WHERE id = $1)
     RETURNING id::text`,
    [id],
  );
  return job!.id;
}

describe("the audit", () => {
  it("names the client that asked for the comparison, which reads every cohort of the unpublished runs", async () => {
    await complete();
    expect(await audit()).toEqual([
      {
        client_id: analyst.clientId,
        actor: "Ada",
        subject: "cohort",
        operation: "compareRuns",
        urns: [],
        run_ids: runs.toSorted(),
      },
    ]);
  });

  it("names the schools that were read, and the unpublished runs", async () => {
    await publishRun(database, department, { runId: runs[1]!, overrideReason: "a small world" });
    const { id, names } = await complete();
    await database.query("TRUNCATE audit_entry");
    await comparedSchools(database, department, { id, names }, [100001, 100003], { operation: "Look" });
    const pair = { strategy: names[0]!, other: names[1]!, first: 5 };
    await mostDifferentSchools(database, department, { id, names }, pair);
    await comparedSchools(database, department, { id, names }, [100099]);
    const entry = { client_id: null, actor: "DEPARTMENT", subject: "cohort", run_ids: [runs[0]] };
    expect(await audit()).toEqual([
      { ...entry, operation: "Look", urns: [100001, 100003] },
      { ...entry, operation: null, urns: [100001, 100002, 100003, 100004, 100005] },
    ]);
  });
});
