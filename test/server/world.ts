// A small invented country with a server: 60 schools, three years, and a client of each role.
// Each school is linked to the one before it; only 100060 succeeds 100059, which has no figures.
import { authenticator } from "../../src/access/authenticate.js";
import { createClient, type NewClient } from "../../src/access/clients.js";
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import { openLogger } from "../../src/commands/logger.js";
import { readConfig, type Surface } from "../../src/config.js";
import { insertRows } from "../../src/database/bulk.js";
import type { Database, Sql } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { indexForSearch } from "../../src/import/search-index.js";
import { createServer } from "../../src/server/create-server.js";
import type { Metrics } from "../../src/server/metrics.js";
import type { Strategy } from "../../src/strategy/contract.js";
import { tracedServing } from "../../src/telemetry/traced-database.js";
import type { Traces } from "../../src/telemetry/traces.js";

export const department: Viewer = { ...anonymous, role: "DEPARTMENT" };

/** 100001 … 100060. Odd ones are in trust 5001 and local authority 301, even ones in authority 302 and no trust. */
export const urns = Array.from({ length: 60 }, (_, index) => 100_001 + index);

export async function buildCountry(sql: Sql): Promise<void> {
  await sql.query(
    `INSERT INTO source_file (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
     VALUES (1, 'gias', 'directory.csv', 'abc', 1, 'utf-8', '2026-01-01', 60, 60, 0, '{}')`,
  );
  await insertRows(
    sql,
    "school",
    {
      urn: "int",
      laestab: "int",
      la_code: "int",
      la_name: "text",
      name: "text",
      search_name: "text",
      phase: "text",
      block: "text",
      status: "text",
      trust_code: "int",
      trust_name: "text",
      region: "text",
      easting: "int",
      northing: "int",
      stub: "boolean",
      file_id: "int",
      line: "int",
    },
    urns.map((urn, index) => ({
      urn,
      laestab: 3_010_000 + Math.floor(index / 2),
      la_code: urn % 2 ? 301 : 302,
      la_name: urn % 2 ? "Northshire" : "Southshire",
      name: `${index % 3 ? "École" : "Oakfield"} ${String(index).padStart(2, "0")}`,
      search_name: `${index % 3 ? "ecole" : "oakfield"} ${String(index).padStart(2, "0")}`,
      phase: "SECONDARY",
      block: "SECONDARY",
      status: urn % 2 ? "OPEN" : "CLOSED",
      trust_code: urn % 2 ? 5001 : null,
      trust_name: urn % 2 ? "Example Trust" : null,
      region: "North West",
      easting: index === 59 ? null : 400_000 + index * 1000,
      northing: index === 59 ? null : 300_000,
      stub: false,
      file_id: 1,
      line: index + 2,
    })),
  );
  await indexForSearch(sql);
  await insertRows(
    sql,
    "attendance",
    {
      urn: "int",
      year: "text",
      file_id: "int",
      line: "int",
      overall_absence: "numeric",
      persistent_absence: "numeric",
      codes: "json",
    },
    urns.flatMap((urn, index) =>
      [
        ["2018/19", 5],
        ["2021/22", 8.1],
        ["2022/23", 7.4],
      ].map(([year, absence], at) => ({
        urn,
        year: year as string,
        file_id: 1,
        line: at * 60 + index,
        overall_absence: index === 58 ? null : Number(absence) + index / 100,
        persistent_absence: null,
        codes: { persistentAbsence: "SUPP" },
      })),
    ),
  );
  await insertRows(
    sql,
    "circumstances",
    { urn: "int", year: "text", file_id: "int", line: "int", roll: "int", fsm: "numeric", fsm_source: "text" },
    urns.map((urn, index) => ({
      urn,
      year: "2022/23",
      file_id: 1,
      line: index,
      roll: 900,
      fsm: "21.5",
      fsm_source: "PNUMFSMEVER",
    })),
  );
  await insertRows(
    sql,
    "school_link",
    {
      file_id: "int",
      line: "int",
      urn: "int",
      link_urn: "int",
      link_name: "text",
      link_type: "text",
      current: "boolean",
    },
    urns.map((urn, index) => ({
      file_id: 1,
      line: index,
      urn,
      link_urn: urn === 100_001 ? 100_060 : urn - 1,
      link_name: "Before",
      link_type: urn === 100_060 ? "Predecessor" : "Sixth Form Centre Link",
      current: true,
    })),
  );
}

export type Clients = Readonly<Record<NewClient["role"], { id: string; key: string }>>;

/** One client per role: the school is 100001, the trust 5001, the local authority 301. */
export async function makeClients(database: Database): Promise<Clients> {
  const identity = { SCHOOL: { urn: 100_001 }, TRUST: { trustCode: 5001 }, LOCAL_AUTHORITY: { laCode: 301 } };
  const roles = ["OFSTED", "SCHOOL", "TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR", "ANALYST", "DEPARTMENT"] as const;
  const made: [string, { id: string; key: string }][] = [];
  for (const role of roles) {
    const own = role in identity ? identity[role as keyof typeof identity] : {};
    const { client, key } = await createClient(database, department, { name: `The ${role}`, role, ...own });
    made.push([role, { id: client.id, key }]);
  }
  return Object.fromEntries(made) as Clients;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test writes its own query
  readonly data: any;
  readonly errors: readonly { message: string; path?: unknown; extensions: { code: string } }[];
  readonly text: string;
}

export type Ask = (query: string, options?: { key?: string; variables?: object }) => Promise<Answer>;

export interface TestServer {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly ask: Ask;
  /** Lines that the server logged. */
  readonly log: string[];
  /** Must be called after requests for explanations. */
  readonly close: () => Promise<void>;
}

/** The strategies of the runs in secrets.ts, for explanations, and one that may never end. */
const strategyFiles = [
  "./strategies/openstrategy.ts",
  "./strategies/secretstrategy.ts",
  "../matching/misbehaving.ts",
].map((file) => new URL(file, import.meta.url).href);

/** @param surface overrides of the defaults; there is no rate limit unless it is set here */
export function serve(
  database: Database,
  strategies: ReadonlyMap<string, Strategy> = new Map(),
  surface: Partial<Surface> = {},
  metrics?: Metrics,
  traces?: Traces,
): TestServer {
  const config = readConfig({});
  const log: string[] = [];
  const serving = tracedServing(servingOn(database), traces);
  const server = createServer({
    serving,
    authenticate: authenticator(traces ? serving.clients : database),
    strategies,
    config: {
      pluginPackages: strategyFiles,
      halfTermsFile: null,
      surface: { ...config.surface, requestsPerMinute: 1e9, ...surface },
    },
    metrics,
    traces,
    logger: openLogger("info", { write: (line: string) => log.push(line) }),
  });
  const fetch = async (request: Request) => server.fetch(request);
  const ask: Ask = (query, options) => post(fetch, query, options);
  return { fetch, log, ask, close: server.close };
}

async function post(
  fetch: TestServer["fetch"],
  query: string,
  { key, variables }: { key?: string; variables?: object } = {},
): Promise<Answer> {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (key !== undefined) headers.set("Authorization", `Bearer ${key}`);
  const body = JSON.stringify({ query, variables });
  const response = await fetch(new Request("http://localhost/graphql", { method: "POST", headers, body }));
  const text = await response.text();
  const { data = null, errors = [] } = JSON.parse(text);
  return { status: response.status, headers: response.headers, data, errors, text };
}
