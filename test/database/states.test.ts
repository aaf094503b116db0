// What the database itself refuses, whatever a program asks of it: states that do not exist, and moves between states.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { jobStatuses } from "../../src/jobs/job.js";
import { testDatabase } from "../support/database.js";
import { rewind } from "../support/rewind.js";

const id = "00000000-0000-4000-8000-000000000001";
let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await rewind(
    database,
    `INSERT INTO job (id, kind, payload, status) VALUES ('${id}', 'run', '{}', 'QUEUED');
     INSERT INTO target_set (id, run_id, job_id, policy, base_year, target_year, status)
       VALUES ('${id}', '${id}', '${id}', '{}', '2022/23', '2023/24', 'DRAFTING');
     INSERT INTO partnership_plan (id, run_id, job_id, parameters, base_year, status)
       VALUES ('${id}', '${id}', '${id}', '{}', '2022/23', 'ARRANGING');
     INSERT INTO comparison (id, fingerprint, engine_version, base_year, run_ids, names, request, job_id)
       VALUES ('${id}', 'f', '0.1.0', '2022/23', '{${id},${id}}', '{a,b}', '{}', '${id}');
     INSERT INTO comparison_figure (comparison_id, position, section, measure, strategy, other, block, "group", level, attribute, n)
       VALUES ('${id}', 0, 'hubs', 'max', 'a', '', 'all', 'all', 'all', '', 5);
     INSERT INTO comparison_school (comparison_id, urn, block, depth, shared, jaccard, containment, rbo_low, rbo_residual, rbo_ext, what_if)
       VALUES ('${id}', 100001, 'PRIMARY', '{0}', '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{}');
     INSERT INTO partnership (plan_id, urn, partner_urn, status) VALUES ('${id}', 100001, 100002, 'PROPOSED')`,
  );
});
afterAll(() => database.close());

/** What goes with a state, in the row that has it. */
const parts: Readonly<Record<string, (status: string) => string>> = {
  job: () => "",
  target_set: (status) =>
    `, issued_for = ${status === "ISSUED" ? "target_year" : "NULL"}, issued_at = ${/ISSUED|SUPERSEDED/.test(status) ? "now()" : "NULL"}`,
  partnership_plan: (status) => `, stands_for = ${status === "PROPOSED" ? "base_year" : "NULL"}`,
  partnership: () => "",
};

const allowed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  job: {
    QUEUED: ["RUNNING", "CANCELLED"],
    RUNNING: ["QUEUED", "SUCCEEDED", "FAILED", "CANCELLED"],
    SUCCEEDED: [],
    FAILED: ["QUEUED"],
    CANCELLED: ["QUEUED"],
  },
  target_set: { DRAFTING: ["DRAFT"], DRAFT: ["ISSUED"], ISSUED: ["SUPERSEDED"], SUPERSEDED: [] },
  partnership_plan: { ARRANGING: ["PROPOSED"], PROPOSED: ["SUPERSEDED"], SUPERSEDED: [] },
  partnership: { PROPOSED: ["ACTIVE", "DECLINED", "ENDED"], ACTIVE: ["ENDED"], DECLINED: [], ENDED: [] },
};

const set = (table: string, status: string) => `UPDATE ${table} SET status = '${status}'${parts[table]?.(status)}`;

describe.each(Object.entries(allowed))("the states of a %s", (table, moves) => {
  const states = Object.keys(moves);
  const pairs = states.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to] as const));

  it.each(pairs)("move from %s to %s only where that is a move", async (from, to) => {
    await rewind(database, set(table, from));
    const move = database.script(set(table, to));
    if (moves[from]?.includes(to)) await move;
    else await expect(move).rejects.toMatchObject({ code: "23000", message: expect.stringContaining("does not move") });
  });

  it("are no others", async () => {
    await expect(rewind(database, set(table, "LOST"))).rejects.toMatchObject({ code: "23514" });
  });
});

it("knows the states of a job that the program knows", () => {
  expect(Object.keys(allowed.job ?? {})).toEqual([...jobStatuses]);
});

describe("a row", () => {
  it.each([
    ["an issued set without its year", "UPDATE target_set SET status = 'ISSUED', issued_at = now(), issued_for = NULL"],
    ["a standing plan of another year", "UPDATE partnership_plan SET status = 'PROPOSED', stands_for = '2021/22'"],
    ["a partnership with nobody", "UPDATE partnership SET partner_urn = NULL"],
    ["a school that is its own partner", "UPDATE partnership SET partner_urn = urn"],
    ["no partner and no reason", "UPDATE partnership SET status = 'NONE', partner_urn = NULL"],
    ["a comparison of one run", "UPDATE comparison SET run_ids = run_ids[1:1], names = names[1:1]"],
    ["a comparison with a list without a name", "UPDATE comparison SET names = names[1:1]"],
    ["a complete comparison without counts", "UPDATE comparison SET completed_at = now()"],
    ["a figure of an unknown section", "UPDATE comparison_figure SET section = 'hub'"],
    ["half an interval", "UPDATE comparison_figure SET low = 1"],
    ["an interval that ends before it begins", "UPDATE comparison_figure SET low = 1, high = 0"],
    ["a school with a figure for too few pairs", "UPDATE comparison_school SET jaccard = '{}'"],
    ["a school without a list of what-if targets", "UPDATE comparison_school SET what_if = NULL"],
    ["a lease of a job that does not run", "UPDATE job SET status = 'FAILED', lease_until = now()"],
  ])("is refused: %s", async (_what, statement) => {
    await expect(rewind(database, statement)).rejects.toMatchObject({ code: "23514" });
  });
});
