// The targets that lists of peers would give, against those of a draft and worked out by hand.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readRuns } from "../../../src/comparison/runs/read-runs.js";
import type { Source } from "../../../src/comparison/source.js";
import type { Database } from "../../../src/database/database.js";
import { workOff } from "../../../src/jobs/worker.js";
import { readSchoolsInYear } from "../../../src/population/school-in-year.js";
import { targetJobs } from "../../../src/targets/compute.js";
import { backTest, readLaterYear } from "../../../src/targets/consequence/back-test.js";
import { withConsequence } from "../../../src/targets/consequence/section.js";
import { WhatIfSchools } from "../../../src/targets/consequence/what-if.js";
import { draftTargets } from "../../../src/targets/draft.js";
import { metCounts } from "../../../src/targets/met-counts.js";
import { Outcomes } from "../../../src/targets/outcome.js";
import { examplePolicy, type Policy } from "../../../src/targets/policy.js";
import { draftTargetsOf } from "../../../src/targets/store.js";
import { analyst, outsiders } from "../../runs/viewers.js";
import { testDatabase } from "../../support/database.js";
import { schoolsInYear } from "../schools-in-year.js";
import { department, insertRun, schools } from "../world.js";

describe("the targets that a list would give", () => {
  const peers = (...rows: number[]) => Int32Array.from(rows);
  /** School 1 has 90% attendance, ten others have 94%; then one at 96.9% and one above the ceiling; one is special. */
  const urns = [100_001, ...Array.from({ length: 10 }, (_, at) => 100_002 + at), 100_012, 100_013, 100_014];
  const absences = ["10", ...Array<string>(10).fill("6"), "3.1", "2.54", "9"];
  const inYear = schoolsInYear(
    Object.fromEntries(
      urns.map((urn, at) => [urn, { absences: [absences[at]!], ...(at === 13 && { block: "SPECIAL" as const }) }]),
    ),
  );
  const whatIf = (ofFirst: Int32Array, policy: Policy = examplePolicy) =>
    new WhatIfSchools(urns, new Outcomes(inYear, "2023/24", policy)).whatIf(
      urns.map((_, at) => (at === 0 ? ofFirst : peers())),
    );
  const tenOthers = peers(...Array.from({ length: 10 }, (_, at) => at + 1));

  it("ask for 0.3 and a fifth of the gap to the median of ten peers or more", () => {
    // 90 + 0.3 + 0.2 * (94 - 90) = 91.1, which would be 1.1 more: the most is 1.0.
    const { tenths, improvement, floor, largest } = whatIf(tenOthers);
    expect([tenths[0], improvement[0], floor[0], largest[0]]).toEqual([910, 1, 0, 1]);
    // Half of the peers have 90%: the median is 92, and 0.3 + 0.2 * 2 = 0.7.
    const half = whatIf(peers(0, 0, 0, 0, 0, 1, 2, 3, 4, 5));
    expect([half.tenths[0], half.improvement[0], half.floor[0], half.largest[0]]).toEqual([907, 0.7, 0, 0]);
  });

  it("ask for 0.3 alone with fewer peers, and at most for the ceiling; a school above the ceiling stays there", () => {
    const { tenths, floor, cap, maintain, largest } = whatIf(tenOthers.subarray(1));
    expect([tenths[0], floor[0], cap[0], maintain[0]]).toEqual([903, 1, 0, 0]);
    expect([tenths[11], floor[11], cap[11], maintain[11]]).toEqual([970, 1, 1, 0]); // 96.9 + 0.3
    expect([tenths[12], floor[12], cap[12], maintain[12], largest[12]]).toEqual([974, 0, 0, 1, 0]); // 97.46
  });

  it("are missing for a school that has none under any list", () => {
    const columns = Object.values(whatIf(tenOthers)) as Float64Array[];
    expect(columns.map((column) => column[13])).toEqual(columns.map(() => Number.NaN));
  });

  it("follow the policy that is given", () => {
    const { tenths, floor, largest } = whatIf(tenOthers, {
      ...examplePolicy,
      universalImprovement: 0.5,
      maximumImprovement: 0.5,
    });
    expect([tenths[0], floor[0], largest[0]]).toEqual([905, 1, 0]);
  });
});

describe("the targets that runs would give", () => {
  let database: Database;
  let runs: string[];
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  /** Two runs: the second has the peers of the first in other numbers, and none for the first school. */
  beforeEach(async () => {
    const special = { urn: 100_100, block: "SPECIAL", absence: { "2022/23": "9" } };
    const small = { ...schools[3]!, urn: 100_101, census: { "2022/23": { roll: 20 } } };
    const first = await insertRun(database, [...schools, special, small]);
    const second = randomUUID();
    await database.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, 'run', '{}', 'SUCCEEDED')", [second]);
    await database.query(
      `INSERT INTO run (id, fingerprint, strategy, version, engine_version, parameters, constraints, population_id,
         job_id, completed_at, summary, warnings)
       SELECT $2, $3, strategy, version, engine_version, parameters, constraints, population_id,
         $2, completed_at, summary, warnings FROM run WHERE id = $1`,
      [first, second, `fingerprint of ${second}`],
    );
    await database.query(
      `INSERT INTO cohort (run_id, urn, peers, distances, detail, reason)
       SELECT $2, urn, CASE urn WHEN 100001 THEN '{}' ELSE peers[1:8 + urn % 5] END,
         CASE urn WHEN 100001 THEN '{}' ELSE distances[1:8 + urn % 5] END,
         CASE urn WHEN 100001 THEN '{"kilometres": [], "missing": ["fsm"]}' ELSE detail END,
         CASE urn WHEN 100001 THEN 'MISSING_CIRCUMSTANCES' END
       FROM cohort WHERE run_id = $1`,
      [first, second],
    );
    runs = [first, second];
  });

  async function draftFrom(runId: string, urns: readonly number[]) {
    const { setId, jobId } = await draftTargets(database, department, { runId });
    await workOff(database, targetJobs, jobId);
    return { setId, rows: await draftTargetsOf(database, department, setId, urns) };
  }

  const read = () =>
    readRuns(database, analyst, { runs, attributes: ["fsm"], seed: 1 }, { packages: [], operation: "a test" });

  it("equal those of a draft from each run, for every school", async () => {
    const source = await read();
    const urns = [...source.compared.schools.keys];
    const inYear = await readSchoolsInYear(database, { baseYear: "2022/23" });
    const whatIfSchools = new WhatIfSchools(urns, new Outcomes(inYear, "2023/24", examplePolicy));
    for (const [at, runId] of runs.entries()) {
      const { rows: drafted } = await draftFrom(runId, urns);
      expect(drafted).toHaveLength(26);
      const { tenths, improvement, maintain } = whatIfSchools.whatIf(source.compared.lists[at]!.peers);
      const ofDraft = (value: (row: NonNullable<(typeof drafted)[number]>) => unknown) =>
        drafted.map((row) => (row!.outcome === "SET" ? Number(value(row!)) : Number.NaN));
      expect([...tenths]).toEqual(ofDraft(({ target }) => Math.round(10 * target!)));
      expect([...improvement]).toEqual(ofDraft(({ parts }) => parts.improvementShown));
      expect([...maintain]).toEqual(ofDraft(({ flags }) => flags.includes("MAINTAIN")));
    }
  });

  it("would have been met by as many schools as those of a draft", async () => {
    const source = await read();
    const inYear = await readSchoolsInYear(database, { baseYear: "2022/23" });
    const whatIfSchools = new WhatIfSchools(
      source.compared.schools.keys,
      new Outcomes(inYear, "2023/24", examplePolicy),
    );
    const later = await readLaterYear(database, "2023/24", whatIfSchools);
    for (const [at, runId] of runs.entries()) {
      const { setId } = await draftFrom(runId, []);
      const [counts] = (await metCounts(database, department, setId, "2023/24"))!;
      const { met, withinNoise } = backTest(
        whatIfSchools.whatIf(source.compared.lists[at]!.peers),
        whatIfSchools,
        later,
      );
      const count = (column: Float64Array, value: number) => column.filter((one) => one === value).length;
      expect([count(met, 1), count(met, 0), count(withinNoise, 1)]).toEqual([
        counts!.met,
        counts!.missed,
        counts!.withinNoise,
      ]);
    }
  });

  it("draft nothing, mark no run, and leave the audit of the cohorts that were read", async () => {
    await database.query("TRUNCATE audit_entry");
    await withConsequence(database, analyst, await read(), { runId: runs[0]!, policy: examplePolicy });
    expect(await database.query("SELECT id FROM target_set")).toEqual([]);
    const marks = "SELECT mark FROM fingerprint_mark WHERE fingerprint IN (SELECT fingerprint FROM run)";
    expect(await database.query(marks)).toEqual([]);
    expect(await database.query("SELECT subject, urns, run_ids FROM audit_entry ORDER BY at")).toEqual([
      { subject: "cohort", urns: [], run_ids: runs.toSorted() },
    ]);
  });

  it("do not exist for viewers who may not read every cohort", async () => {
    const source = await read();
    for (const viewer of outsiders) {
      const section = withConsequence(database, viewer, source, { runId: runs[0]!, policy: examplePolicy });
      await expect(section).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("come with a note if attendance was corrected since the runs", async () => {
    const notesOf = async (source: Source) =>
      (await withConsequence(database, analyst, source, { runId: runs[0]!, policy: examplePolicy })).notes;
    expect((await notesOf(await read())).join()).not.toContain("corrected");
    await database.script("UPDATE attendance SET overall_absence = 9 WHERE urn = 100002 AND year = '2022/23'");
    expect((await notesOf(await read())).join()).toContain("corrected since these runs for 1 of their schools");
  });
});
