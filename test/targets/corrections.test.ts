import { afterAll, beforeAll, expect, it } from "vitest";
import { anonymous } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { targetJobs } from "../../src/targets/compute.js";
import { correctionsOf } from "../../src/targets/corrections.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { testDatabase } from "../support/database.js";
import { baseYear, department, insertRun } from "./world.js";

let database: Database;
let runId: string;
beforeAll(async () => {
  database = await testDatabase();
  runId = await insertRun(database);
  const { setId, jobId } = await draftTargets(database, department, { runId });
  await workOff(database, targetJobs, jobId);
  await issueTargets(database, department, setId);
});
afterAll(() => database.close());

/** Imports a later file with one school's attendance in the base year. */
async function correct(urn: number, absence: string, sha256: string): Promise<void> {
  const [file] = await database.query<{ id: number }>(
    `INSERT INTO source_file (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
     VALUES ((SELECT max(id) + 1 FROM source_file), 'absence', 'later.csv', $1, 1, 'utf-8', now(), 1, 1, 0, '{}') RETURNING id`,
    [sha256],
  );
  await database.query(
    `INSERT INTO attendance (urn, year, file_id, line, overall_absence) VALUES ($1, $2, $3, 2, $4)`,
    [urn, baseYear, file?.id, absence],
  );
  await database.query("UPDATE attendance SET superseded_by_id = $1 WHERE urn = $2 AND year = $3 AND file_id <> $1", [
    file?.id,
    urn,
    baseYear,
  ]);
}

it("lists the runs and counts the issued targets that are based on a corrected figure", async () => {
  await correct(100_003, "5.5", "changed");
  expect(await correctionsOf(database, department, { imported: ["changed"] })).toEqual({
    schools: 1,
    runs: [{ id: runId, strategy: "invented", baseYear }],
    issuedTargets: 1,
  });
});

it("counts nothing if a later file repeats the figure", async () => {
  const [row] = await database.query<{ absence: string }>(
    "SELECT overall_absence AS absence FROM attendance WHERE urn = 100005 AND year = $1 AND superseded_by_id IS NULL",
    [baseYear],
  );
  await correct(100_005, row?.absence ?? "", "repeated");
  expect(await correctionsOf(database, department, { imported: ["repeated"] })).toEqual({
    schools: 0,
    runs: [],
    issuedTargets: 0,
  });
});

it("counts nothing if a third file repeats the second file's correction", async () => {
  await correct(100_003, "5.5", "third");
  expect(await correctionsOf(database, department, { imported: ["third"] })).toMatchObject({ schools: 0 });
});

it("counts figures that become current again when a file's release date moves back", async () => {
  await correct(100_007, "5.5", "redated");
  await database.script(`
    UPDATE attendance SET superseded_by_id = NULL WHERE urn = 100007 AND year = '${baseYear}';
    UPDATE attendance old SET superseded_by_id = new.file_id FROM attendance new, source_file f
    WHERE old.file_id = f.id AND f.sha256 = 'redated' AND new.urn = 100007 AND new.year = '${baseYear}'
      AND old.urn = new.urn AND old.year = new.year AND new.file_id <> old.file_id`);
  expect(await correctionsOf(database, department, { imported: ["redated"] })).toMatchObject({ schools: 0 });
  expect(await correctionsOf(database, department, { imported: [], redated: ["redated"] })).toMatchObject({
    schools: 1,
    issuedTargets: 1,
  });
});

it("returns zeros to viewers who may not govern", async () => {
  expect(await correctionsOf(database, anonymous, { imported: ["changed"] })).toEqual({
    schools: 0,
    runs: [],
    issuedTargets: 0,
  });
});
