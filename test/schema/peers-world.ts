// Ten schools with two published runs and two others, one of them behind targets.
// Distances by hand: the root of a quarter of (difference in FSM / 10)² and three quarters of (difference in roll / 100)²,
// or the other way round.
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import type { Database, Sql } from "../../src/database/database.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { insertWorld, type WorldSchool } from "../population/world.js";
import { globalId } from "../server/secrets.js";
import { type Clients, department, makeClients, serve, type TestServer } from "../server/world.js";
import { testDatabase } from "../support/database.js";

const school = (urn: number, fsm: number, roll: number, more: Partial<WorldSchool> = {}): WorldSchool => ({
  urn,
  trust: 5001,
  easting: 400_000,
  northing: 300_000,
  absence: { "2022/23": "7.5" },
  census: { "2022/23": { fsm: `${fsm}`, roll } },
  ...more,
});

/** `f` has no published attendance, `z` is not in the population. */
export const [a, b, c, d, f, secondary, z] = [100_001, 100_002, 100_003, 100_004, 100_005, 100_006, 100_007];
const schools = [
  school(a, 10, 100),
  school(b, 20, 100),
  school(c, 10, 300, { easting: 403_000, northing: 304_000 }),
  school(d, 40, 100),
  school(f, 20, 150, { absence: {} }),
  school(secondary, 10, 100, { block: "SECONDARY" }),
  ...[z, z + 1, z + 2, z + 3].map((urn) => school(urn, 0, 0, { absence: {}, census: {}, status: "CLOSED" })),
];

const uuid = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;
export const runs = { published: uuid(1), other: uuid(2), unpublished: uuid(3), behindTargets: uuid(4) };
export const absent = uuid(9);

/** Of the run with more weight on the roll, and of the one with more on FSM. */
const cohorts = {
  roll: { [a]: { [b]: 0.5, [d]: 1.5 }, [b]: { [a]: 0.5, [d]: 1 }, [c]: { [a]: 1.732050807569, [b]: 1.802775637732 } },
  fsm: { [a]: { [b]: 0.866025403784, [c]: 1 } },
};

export const globalRunId = (id: string) => globalId("Run", id);

/** Long, because the first question starts a process and the machine may be busy. */
const timeoutMs = 120_000;

export interface PeersWorld {
  readonly database: Database;
  readonly clients: Clients;
  readonly server: TestServer;
  /** Sent to the database so far. */
  readonly statements: string[];
  /** The audit, oldest first. */
  readonly audited: () => Promise<unknown[]>;
  readonly close: () => Promise<void>;
}

export async function buildPeersWorld(): Promise<PeersWorld> {
  const database = await testDatabase();
  await insertWorld(database, schools);
  await database.query("UPDATE school SET la_code = 301");
  await findOrFreeze(database, { baseYear: "2022/23" });
  await addRun(database, runs.published, "roll");
  await addRun(database, runs.other, "fsm");
  await addRun(database, runs.unpublished, "fsm");
  await addRun(database, runs.behindTargets, "roll");
  for (const runId of [runs.published, runs.other])
    await publishRun(database, department, { runId, overrideReason: "a small world" });
  await database.query(
    `INSERT INTO target_set (id, run_id, job_id, policy, base_year, target_year, status, issued_for, issued_at)
     VALUES ($1, $1, $1, '{}', '2022/23', '2023/24', 'ISSUED', '2023/24', now())`,
    [runs.behindTargets],
  );
  await database.query(
    "INSERT INTO target (set_id, urn, outcome, flags, parts) SELECT $1, urn, 'SET', '{}', '{}' FROM school",
    [runs.behindTargets],
  );
  const clients = await makeClients(database);
  const statements: string[] = [];
  const server = serve(recordStatements(database, statements), new Map(), { timeout: timeoutMs });
  return {
    database,
    clients,
    server,
    statements,
    audited: () =>
      database.query("SELECT actor, operation, urns, run_ids::text[] AS runs FROM audit_entry ORDER BY id"),
    close: async () => {
      await server.close();
      await database.close();
    },
  };
}

function recordStatements(of: Database, statements: string[]): Database {
  const query: Database["query"] = (text, parameters) => {
    statements.push(text);
    return of.query(text, parameters);
  };
  return { ...of, query, limited: (limits) => recordStatements(of.limited(limits), statements) };
}

async function addRun(sql: Sql, id: string, heavier: "roll" | "fsm"): Promise<void> {
  const weights = heavier === "roll" ? { fsm: 1, roll: 3 } : { fsm: 3, roll: 1 };
  const attributes = { fsm: { weight: weights.fsm, scale: 10 }, roll: { weight: weights.roll, scale: 100 } };
  const parameters = JSON.stringify({ attributes, k: 2 });
  await sql.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, 'run', '{}', 'SUCCEEDED')", [id]);
  await sql.query(
    `INSERT INTO run (id, fingerprint, strategy, version, engine_version, parameters, constraints, population_id, job_id,
       completed_at, summary, warnings)
     VALUES ($1, $5, $3, $4, '0.1.0', $2::json, '{}', (SELECT id FROM population), $1, now(),
       '{"schools": 6, "matched": 3, "unmatched": {}, "blocks": {}}', '[]')`,
    [id, parameters, nearestNeighbour.name, nearestNeighbour.version, id],
  );
  const found = cohorts[heavier] as Record<number, Record<number, number>>;
  for (const { urn } of schools.slice(0, 6)) {
    const peers = Object.entries(found[urn] ?? {});
    await sql.query(
      `INSERT INTO cohort (run_id, urn, peers, distances, detail, reason) VALUES ($1, $2, $3, $4, '{"kilometres": []}', $5)`,
      [
        id,
        urn,
        peers.map(([peer]) => Number(peer)),
        peers.map(([, distance]) => distance),
        peers.length > 0 ? null : "NO_CANDIDATES",
      ],
    );
  }
}
