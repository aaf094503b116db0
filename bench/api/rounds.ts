// Measures all servers in rounds, taking turns, so that what else the machine does meets all alike.
import pg from "pg";
import { type Counts, countKey } from "./check.js";
import { type Cost, measure, openAgent, send } from "./load.js";
import { type Kind, type Running, type Site, start } from "./servers.js";
import type { Row } from "./table.js";

interface Measured extends Row {
  readonly kind: Running;
  readonly costs: Cost[];
}

/** Before the first round, so that V8 has compiled what is measured. */
const warmUpRequests = 200;

/** @returns the rows of each query */
export async function measureAll(
  site: Site,
  kinds: readonly Kind[],
  variables: ReadonlyMap<string, readonly object[]>,
  { rounds, seconds, counts }: { readonly rounds: number; readonly seconds: number; readonly counts: Counts },
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const servers: Running[] = [];
  for (const kind of kinds) servers.push(await start(kind, site));
  const database = new pg.Client(site.databaseUrl);
  await database.connect();
  const backends = async ({ name }: Kind) => {
    const text = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1";
    return (await database.query<{ pid: number }>(text, [name])).rows.map(({ pid }) => pid);
  };
  const rowsOf = (query: string): Measured[] =>
    servers.flatMap((kind) =>
      kind.callers.map((caller) => ({ kind, caller, costs: [], count: counts.get(countKey(query, kind, caller))! })),
    );
  const rows = new Map([...variables.keys()].map((query) => [query, rowsOf(query)]));
  try {
    for (const [query, sets] of variables) for (const row of rows.get(query)!) await warmUp(row, query, sets);
    for (let round = 0; round < rounds; round++) {
      console.error(`round ${round + 1} of ${rounds}`);
      for (const [query, sets] of variables) {
        const all = rows.get(query)!;
        for (const { kind, caller, costs } of round % 2 ? all.toReversed() : all) {
          costs.push(await measure(kind, caller, query, { variables: sets, seconds, backends }));
        }
      }
    }
  } finally {
    await database.end();
    for (const server of servers) await server.stop();
  }
  return rows;
}

async function warmUp({ kind, caller }: Measured, query: string, sets: readonly object[]): Promise<void> {
  const agent = openAgent();
  const requests = Array.from({ length: warmUpRequests }, (_, at) => sets[at % sets.length]!);
  await Promise.all(requests.map((set) => send(kind, caller, query, set, agent)));
  agent.destroy();
}
