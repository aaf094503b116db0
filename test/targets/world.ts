// Imported schools and a complete run, for tests of targets and partnerships.
import { randomUUID } from "node:crypto";
import { anonymous, type Role, roles, type Viewer } from "../../src/access/viewer.js";
import { insertRows } from "../../src/database/bulk.js";
import type { Database } from "../../src/database/database.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { insertWorld, type WorldSchool } from "../population/world.js";

export const baseYear = "2022/23";

/** 24 secondary schools, 100001 to 100024, in trusts 1 to 4 in turn; the first has the lowest attendance, 90.1%. */
export const schools: readonly WorldSchool[] = Array.from({ length: 24 }, (_, index) => ({
  urn: 100_001 + index,
  block: "SECONDARY",
  trust: 1 + (index % 4),
  easting: 400_000 + 1000 * index,
  northing: 300_000,
  absence: {
    "2021/22": (10 - 0.3 * index).toFixed(1),
    [baseYear]: (9.9 - 0.3 * index).toFixed(1),
    "2023/24": (9.4 - 0.3 * index).toFixed(1),
  },
  census: { [baseYear]: { roll: 500, fsm: "20" } },
}));

/** Inserts the schools and a complete run in which every school's peers are the next twelve, nearest first. */
export async function insertRun(database: Database, world: readonly WorldSchool[] = schools): Promise<string> {
  await database.script("TRUNCATE job, run, target_set, partnership_plan, audit_entry CASCADE");
  await insertWorld(database, world);
  await database.script("UPDATE school SET la_code = 900 + trust_code % 2");
  const population = await findOrFreeze(database, { baseYear });
  const id = randomUUID();
  const jobId = randomUUID();
  await database.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, 'run', '{}', 'SUCCEEDED')", [jobId]);
  await database.query(
    `INSERT INTO run (id, fingerprint, strategy, version, engine_version, parameters, constraints, population_id, job_id,
       completed_at, summary, warnings)
     VALUES ($1, $2, 'invented', '1.0.0', '0.0.0', '{}', '{}', $3, $4, now(), '{}', '[]')`,
    [id, `fingerprint of ${id}`, population.id, jobId],
  );
  const urns = [...population.urn];
  const cohorts = urns.map((urn, index) => {
    const peers = Array.from(
      { length: Math.min(12, urns.length - 1) },
      (_, step) => urns[(index + step + 1) % urns.length],
    );
    return {
      run_id: id,
      urn,
      peers,
      distances: peers.map((_, step) => (step + 1) / 10),
      detail: { kilometres: peers.map((_, step) => step + 1), shares: {} },
      reason: peers.length > 0 ? null : "NO_CANDIDATES",
    };
  });
  const columns = { run_id: "uuid", urn: "int", peers: "int[]", distances: "float8[]", detail: "json", reason: "text" };
  await insertRows(database, "cohort", columns, cohorts);
  return id;
}

/** A viewer with a role and, unless anonymous, a new client id. */
export function viewerOf(role: Role, given: Partial<Viewer> = {}): Viewer {
  return { ...anonymous, role, clientId: role === "ANONYMOUS" ? null : randomUUID(), ...given };
}

export const department = viewerOf("DEPARTMENT");
export const otherRoles = roles.filter((role) => role !== "DEPARTMENT");
