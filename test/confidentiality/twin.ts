// One of the two servers, in a separate process: node --import tsx twin.ts 0|1 scopes|runs. The parent sends requests
// as messages.
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
import type { Account, Answer, CallerRequest, Commands, Step, Welcome, World } from "./protocol.js";
import { addPublicPart } from "./public-part.js";
import { asRequest, beginStep, makeRepeatable } from "./repeatable.js";
import { isScoped, keyOf } from "./secret-clients.js";
import { addSecretPart, restoreOwn, type Twin } from "./secret-part.js";
import { recordStatements, takeStatements } from "./statements.js";
import { digests, secretTables } from "./tables.js";

const twin = Number(process.argv[2]) as Twin;
const world = process.argv[3] as World;
recordStatements();
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

/** @param place position in the step; step and position determine the random numbers */
async function answer(
  { caller, method, path, headers, body }: CallerRequest,
  place = 0,
): Promise<Omit<Answer, "statements" | "spans">> {
  const request = new Request(`http://localhost${path}`, { method, headers, body: body as BodyInit | null });
  const own = request.headers.has("authorization"); // a malformed one
  if (caller !== "ANYONE" && !own) request.headers.set("authorization", `Bearer ${keyOf(caller)}`);
  const response = await asRequest(`${step} ${place}`, () => server.fetch(request));
  const { text, bytes } = await decompressed(response);
  // GraphiQL's page has two megabytes, so only its hash is compared.
  const page = response.headers.get("content-type")?.startsWith("text/html");
  const shown = page ? `page ${createHash("sha256").update(text).digest("hex")}` : text;
  return { status: response.status, headers: [...response.headers, ["(bytes)", String(bytes)]], body: shown };
}

/** The text, to search for secrets, and the number of bytes as sent, to compare. */
async function decompressed(response: Response): Promise<{ text: string; bytes: number }> {
  const body = new Uint8Array(await response.arrayBuffer());
  const isCompressed = response.headers.get("content-encoding") === "gzip";
  return { text: (isCompressed ? gunzipSync(body) : Buffer.from(body)).toString(), bytes: body.byteLength };
}

/** The spans since the last call. */
function takeSpans(): string {
  const spans = kept().map((span) => JSON.stringify(span));
  for (const span of spans) traced.add(span);
  return spans.join("\n");
}

let step = 0;
const nextStep = () => beginStep(++step);

async function alone(ask: CallerRequest): Promise<Answer> {
  nextStep();
  await database.query("SELECT 1"); // waits for statements that the previous request left running
  takeStatements();
  takeSpans();
  const answered = await answer(ask);
  const statements = takeStatements();
  const spans = takeSpans();
  if (isScoped(ask.caller) && (/mutation/.test(String(ask.body)) || ask.path.startsWith("/bulk")))
    await restoreOwn(database, world);
  return { ...answered, statements, spans };
}

/**
 * Sent after concurrent or swapped explanations: the explainer keeps the last run it loaded, so it now keeps this one in
 * both servers.
 */
const resetExplainer: CallerRequest = {
  caller: world === "runs" ? "ANALYST" : "ANYONE",
  method: "POST",
  path: "/graphql",
  headers: { "content-type": "application/json" },
  body: '{"query":"{ school(urn: 100001) { cohort { explanation(other: 100002) { distance } } } }"}',
};

/**
 * At the same time by the clock, so that keys were last used at the same time in both. Without the header that says what
 * is left of the caller's limit: only that may depend on the order.
 */
async function inEitherOrder(requests: readonly CallerRequest[]) {
  const answered: Awaited<ReturnType<typeof answer>>[] = [];
  const places = [...requests.keys()];
  for (const place of twin === 0 ? places : places.toReversed()) {
    const { headers, ...reply } = await answer(requests[place] as CallerRequest, place);
    answered[place] = { ...reply, headers: headers.filter(([name]) => name !== "ratelimit") };
  }
  return answered;
}

async function take({ together, swapped, before = [], requests }: Step): Promise<Answer[]> {
  if (twin === 1) for (const [place, ask] of before.entries()) await answer(ask, requests.length + place);
  if (together || swapped) {
    nextStep();
    const answered = swapped
      ? await inEitherOrder(requests)
      : await Promise.all(requests.map((ask, place) => answer(ask, place)));
    if (requests.some(({ path, body }) => /explanation|comparePeers|compareCohorts/.test(`${path} ${body}`)))
      await answer(resetExplainer);
    return answered.map((reply) => ({ ...reply, statements: null, spans: null }));
  }
  const answers: Answer[] = [];
  for (const ask of requests) answers.push(await alone(ask));
  return answers;
}

async function welcome(): Promise<Welcome> {
  takeStatements();
  await authenticate(`Bearer ${keyOf("OFSTED")}`, new Date());
  return {
    authentication: takeStatements(),
    full: printSchema(schema),
    offered: openNames(schema),
    open: printSchema(schemaFor(anonymous)),
    secretTables: await secretTables(database),
    digests: await digests(database),
  };
}

async function account(): Promise<Account> {
  const rows = await database.query<{ row: string }>("SELECT t::text AS row FROM audit_entry t");
  takeSpans();
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
