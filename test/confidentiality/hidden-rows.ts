// Adds a number of secret rows of each kind about one school, to measure whether their number affects the response
// time.

import { hashKey } from "../../src/access/keys.js";
import type { Sql } from "../../src/database/database.js";
import { cohort, insert, publishedRuns, uuid } from "./public-part.js";
import { clientId, keyOf } from "./secret-clients.js";

const urn = 100_001;
const hidden = (kind: number, number: number) => uuid(kind, number);

/** The id of a run with a cohort; no run has it if there are no hidden rows. */
export const hiddenRun = hidden(70, 1);

export async function addHiddenRows(sql: Sql, rows: number): Promise<void> {
  const numbers = Array.from({ length: rows }, (_, index) => index);
  await insert(sql, "client", [{ id: clientId("OFSTED", 0), name: "Ofsted", role: "OFSTED" }]);
  await insert(sql, "api_key", [{ id: uuid(55, 0), client_id: clientId("OFSTED", 0), hash: hashKey(keyOf("OFSTED")) }]);
  if (rows === 0) return;
  const year = "2022/23";
  const completedAt = "2026-03-01T07:00:00Z";
  await insert(sql, "population", [
    { id: "population", base_year: year, circumstances_year: year, schools: 60, blocks: {}, contents: "\\x00" },
  ]);
  const job = (kind: number) => (number: number) => ({
    id: hidden(kind, number),
    kind: "run",
    payload: {},
    status: "SUCCEEDED",
  });
  await insert(
    sql,
    "job",
    [71, 73, 75].flatMap((kind) => numbers.map(job(kind))),
  );
  const run = (number: number) => ({
    id: number < 3 ? publishedRuns[number] : hidden(70, number - 2),
    fingerprint: `feedc0de${number}`,
    strategy: "secret",
    version: "1.0.0",
    engine_version: "0.1.0",
    parameters: {},
    constraints: {},
    population_id: "population",
    job_id: hidden(71, number),
    completed_at: completedAt,
  });
  await insert(sql, "run", numbers.map(run));
  await insert(
    sql,
    "cohort",
    numbers.map((number) => ({ run_id: run(number).id, ...cohort(urn, 1) })),
  );
  const set = (number: number) => ({
    id: hidden(72, number),
    run_id: hiddenRun,
    job_id: hidden(73, number),
    policy: {},
    base_year: year,
    target_year: year,
    status: "SUPERSEDED",
    issued_at: "2026-01-01",
  });
  await insert(sql, "target_set", numbers.map(set));
  await insert(
    sql,
    "target",
    numbers.map((number) => ({ set_id: hidden(72, number), urn, outcome: "SET", target: 38.1, flags: [], parts: {} })),
  );
  await insert(
    sql,
    "partnership_plan",
    numbers.map((number) => ({
      id: hidden(74, number),
      run_id: hiddenRun,
      job_id: hidden(75, number),
      parameters: {},
      status: "SUPERSEDED",
      base_year: year,
    })),
  );
  await insert(
    sql,
    "partnership",
    numbers.map((number) => ({ plan_id: hidden(74, number), urn, partner_urn: urn + 1, status: "PROPOSED" })),
  );
  await insert(
    sql,
    "submission",
    numbers.map((revision) => ({
      ...{ urn, scope: "AGE_5_15", from_date: "2022-09-05", to_date: "2022-09-09", year, revision },
      ...{ current: revision === rows - 1, withdrawn: true, as_at: completedAt, submitted_at: completedAt },
    })),
  );
  await insert(
    sql,
    "access_request",
    numbers.map((number) => ({
      ...{ id: hidden(76, number), client_id: clientId("OFSTED", 0), urn, capabilities: ["ATTENDANCE"], reason: "" },
      ...{ status: "DECLINED", created_at: completedAt, decided_at: completedAt },
    })),
  );
}
