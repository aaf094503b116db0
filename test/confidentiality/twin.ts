// One of the two servers, in a process of its own: node --import tsx twin.ts 0|1 scopes|runs. Asks come by the parent's messages.
import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { printSchema } from "graphql";
import { pino } from "pino";
import { schema } from "../../schema/index.js";
import { authenticator } from "../../src/access/authenticate.js";
import { anonymous } from "../../src/access/viewer.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { findStrategies } from "../../src/matching/discovery.js";
import { createServer } from "../../src/server/create-server.js";
import { schemaFor } from "../../src/server/schemas.js";
import { tracedDatabase, tracedServing } from "../../src/telemetry/traced-database.js";
import { testDatabase } from "../support/database.js";
import { keepTraces } from "../support/spans.js";
import { openNames } from "./names.js";
import type { Account, Answer, Ask, Commands, Step, Welcome, World } from "./protocol.js";
import { addPublicPart } from "./public-part.js";
import { asRequest, beginStep, makeRepeatable } from "./repeatable.js";
import { isScoped, keyOf } from "./secret-clients.js";
import { addSecretPart, restoreOwn, type Twin } from "./secret-part.js";
import { heardStatements, listenToStatements } from "./statements.js";
import { digests, secretTables } from "./tables.js";

const twin = Number(process.argv[2]) as Twin;
const world = process.argv[3] as World;
listenToStatements();
const database: Database = await testDatabase();
await addPublicPart(database);
await addSecretPart(database, twin, world);
makeRepeatable();

const log: string[] = [];
const config = readConfig({});
const { traces, kept } = keepTraces();
const traced = new Set<string>();
const serving = tracedServing(servingOn(database), traces);
const authenticate = authenticator(tracedDatabase(database, "clients", traces));
const server = createServer({
  serving,
  authenticate,
  strategies: await findStrategies(config.pluginPackages),
  config: { ...config, surface: { ...config.surface, requestsPerMinute: 1e9 } },
  traces,
  logger: pino({ level: "trace" }, { write: (line: string) => log.push(line) }),
});

/** @param place among those of the same step: what is drawn for it follows from both */
async function answer(
  { who, method, path, headers, body }: Ask,
  place = 0,
): Promise<Omit<Answer, "statements" | "spans">> {
  const request = new Request(`http://localhost${path}`, { method, headers, body: body as BodyInit | null });
  const own = request.headers.has("authorization"); // a malformed one
  if (who !== "ANYONE" && !own) request.headers.set("authorization", `Bearer ${keyOf(who)}`);
  const response = await asRequest(`${step} ${place}`, () => server.fetch(request));
  const { text, bytes } = await unpacked(response);
  // GraphiQL's page is a program of two megabytes: it is enough to know that it is the same one.
  const page = response.headers.get("content-type")?.startsWith("text/html");
  const shown = page ? `page ${createHash("sha256").update(text).digest("hex")}` : text;
  return { status: response.status, headers: [...response.headers, ["(bytes)", String(bytes)]], body: shown };
}

/** Secrets are looked for in what was said; into how many bytes it was packed is compared. */
async function unpacked(response: Response): Promise<{ text: string; bytes: number }> {
  const body = new Uint8Array(await response.arrayBuffer());
  const isPacked = response.headers.get("content-encoding") === "gzip";
  return { text: (isPacked ? gunzipSync(body) : Buffer.from(body)).toString(), bytes: body.byteLength };
}

/** What traces hold since the last time. */
function heardSpans(): string {
  const spans = kept().map((span) => JSON.stringify(span));
  for (const span of spans) traced.add(span);
  return spans.join("\n");
}

let step = 0;
const nextStep = () => beginStep(++step);

async function alone(ask: Ask): Promise<Answer> {
  nextStep();
  await database.query("SELECT 1"); // behind what the one before has left running
  heardStatements();
  heardSpans();
  const answered = await answer(ask);
  const statements = heardStatements();
  const spans = heardSpans();
  if (isScoped(ask.who) && /mutation/.test(String(ask.body))) await restoreOwn(database, world);
  return { ...answered, statements, spans };
}

/** What explains pairs keeps the run that it was asked about last: whichever it was of those at once, now it is this one. */
const settling: Ask = {
  who: world === "runs" ? "ANALYST" : "ANYONE",
  method: "POST",
  path: "/graphql",
  headers: { "content-type": "application/json" },
  body: '{"query":"{ school(urn: 100001) { cohort { explanation(other: 100002) { distance } } } }"}',
};

async function take({ together, asks }: Step): Promise<Answer[]> {
  if (together) {
    nextStep();
    const answered = await Promise.all(asks.map((ask, place) => answer(ask, place)));
    if (asks.some(({ path, body }) => /explanation/.test(`${path} ${body}`))) await answer(settling);
    return answered.map((each) => ({ ...each, statements: null, spans: null }));
  }
  const answers: Answer[] = [];
  for (const ask of asks) answers.push(await alone(ask));
  return answers;
}

async function welcome(): Promise<Welcome> {
  heardStatements();
  await authenticate(`Bearer ${keyOf("OFSTED")}`, new Date());
  return {
    authentication: heardStatements(),
    full: printSchema(schema),
    offered: openNames(schema),
    open: printSchema(schemaFor(anonymous)),
    secretTables: await secretTables(database),
    digests: await digests(database),
  };
}

async function account(): Promise<Account> {
  const rows = await database.query<{ row: string }>("SELECT t::text AS row FROM audit_entry t");
  heardSpans();
  return { log, audit: rows.map(({ row }) => row), traces: [...traced] };
}

const commands: { [Name in keyof Commands]: (given: Commands[Name]["takes"]) => Promise<Commands[Name]["gives"]> } = {
  welcome,
  account,
  steps: async (steps) => {
    const answers: Answer[][] = [];
    for (const step of steps) answers.push(await take(step));
    return answers;
  },
  listen: () =>
    new Promise((done) => server.http.listen(0, "127.0.0.1", () => done((server.http.address() as AddressInfo).port))),
};

process.on("message", async ({ name, given }: { name: keyof Commands; given: never }) => {
  try {
    process.send?.({ gives: await commands[name](given) });
  } catch (error) {
    process.send?.({ failed: (error as Error).stack });
  }
});
process.on("disconnect", async () => {
  await server.close();
  await database.close();
  process.exit(0);
});
process.send?.({ gives: null });
