// Asks both servers the same and finds whatever depends on what is secret.
import { buildSchema } from "graphql";
import { canaryIn } from "./canaries.js";
import { wrongWith } from "./compare.js";
import { type Covered, coverage, type Kind } from "./coverage.js";
import { introspected, secretNamesBeside, secretWords } from "./names.js";
import { type Answer, type Compared, compared, type Step, type Who } from "./protocol.js";
import { type Generated, requestsOf } from "./requests.js";
import { assertAsked, sequenceFor } from "./sequences.js";
import type { Twins } from "./twins.js";

export interface Finding {
  /** Of the request that `--only` asks again; null where it is about no request in particular. */
  readonly number: number | null;
  readonly who: Who | null;
  readonly document: string;
  readonly what: string;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  /** Requests that were made, each of which every compared viewer asked of both servers. */
  readonly queries: number;
  readonly answers: number;
  readonly coverage: Record<Kind, Covered>;
  /** Share of the requests that anyone was answered without an error and with something in it, 0-1. */
  readonly answered: number;
}

export interface Options {
  readonly seed: number;
  readonly queries: number;
  /** The first request's number. */
  readonly from?: number;
  /** From one request's number to the next; 1 unless given. */
  readonly step?: number;
  /** Ends with the batch that has this many findings; all of them are looked for where it is not given. */
  readonly most?: number;
  /** A request is asked by two of the three: by anyone, and by Ofsted or the school in turn. */
  readonly byTurns?: boolean;
  readonly report?: (done: number) => void;
  readonly signal?: AbortSignal;
}

const turns = [
  ["ANYONE", "OFSTED"],
  ["ANYONE", "SCHOOL"],
  ["ANYONE", "SCHOOL"],
] as const satisfies readonly Compared[][];

/** Requests that go to a server at once. */
const batch = 50;

export async function harass(twins: Twins, options: Options): Promise<Outcome> {
  const { seed, queries, from = 0, step = 1, most = Number.POSITIVE_INFINITY, byTurns, report, signal } = options;
  const begun = new Date(Date.now() - 60_000);
  const [welcome, other] = await twins.both("welcome", null);
  const schemas = { full: buildSchema(welcome.full), open: buildSchema(welcome.open) };
  assertAsked(schemas.full);
  const make = requestsOf(schemas, seed);
  const findings: Finding[] = sameTables(welcome.digests, other.digests, welcome.secretTables);
  const words = secretWords(schemas);
  for (const who of ["ANYONE", "OFSTED"] as const) findings.push(...(await introspected(twins, who, welcome)));
  const named = new Set<string>();
  let [done, answers, answered] = [0, 0, 0];
  while (done < queries && findings.length < most && !signal?.aborted) {
    const numbers = Array.from({ length: Math.min(batch, queries - done) }, (_, index) => from + (done + index) * step);
    const made = numbers.map((number) => make(number));
    for (const { named: names } of made) for (const name of names) named.add(name);
    const sequences = made.map((generated, index) =>
      sequenceFor(generated, seed, numbers[index] as number, byTurns ? turns[index % turns.length] : compared),
    );
    const [ones, others] = await twins.both("steps", sequences.flat());
    let at = 0;
    for (const [index, sequence] of sequences.entries()) {
      const pairs = sequence.flatMap((each) => pairsOf(each, ones[at] ?? [], others[at++] ?? []));
      for (const { who, pair } of pairs) {
        const secretNames = secretNamesBeside(words, (made[index] as Generated).asked);
        const what = wrongWith(who, pair, { ...welcome, secretNames }, begun);
        if (what)
          findings.push({ number: numbers[index] as number, who, document: shown(made[index] as Generated), what });
        if (who === "ANYONE" && isAnswered(pair[0])) answered++;
      }
      answers += 2 * sequence.reduce((sum, { asks }) => sum + asks.length, 0);
    }
    done += numbers.length;
    report?.(done);
  }
  findings.push(...(await toldElsewhere(twins)));
  return { findings, queries: done, answers, coverage: coverage(schemas.full, named), answered: answered / done };
}

function pairsOf({ asks }: Step, ones: readonly Answer[], others: readonly Answer[]) {
  return asks.flatMap(({ who }, index) => {
    const pair = [ones[index], others[index]] as [Answer, Answer];
    return (compared as readonly string[]).includes(who) ? [{ who: who as Compared, pair }] : [];
  });
}

/** The databases are as they should be: alike in what is public, and with something to find in every other table. */
function sameTables(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
  secret: readonly string[],
): Finding[] {
  return Object.keys(one)
    .filter((table) => secret.includes(table) === (one[table] === other[table]))
    .map((table) => ({
      number: null,
      who: null,
      document: "",
      what: secret.includes(table)
        ? `the table ${table} is the same in both databases: give it rows that differ in test/confidentiality/secret-part.ts, or call it open in tables.ts`
        : `the open table ${table} differs`,
    }));
}

/** Canaries in the log, in the audit and in traces. */
async function toldElsewhere(twins: Twins): Promise<Finding[]> {
  const accounts = await twins.both("account", null);
  return accounts.flatMap(({ log, audit, traces }) =>
    [
      log.map((line) => ["the log", line] as const),
      audit.map((line) => ["the audit", line] as const),
      traces.map((line) => ["a trace", line] as const),
    ]
      .flat()
      .flatMap(([where, line]) => {
        const canary = canaryIn(line, ["own", "others"]);
        return canary
          ? [{ number: null, who: null, document: line.slice(0, 500), what: `${where} holds ${canary}` }]
          : [];
      })
      .slice(0, 5),
  );
}

function isAnswered({ status, body }: Answer): boolean {
  if (status !== 200 || /"errors":/.test(body) || !body.startsWith('{"data":')) return false;
  return hasLeaf(JSON.parse(body).data);
}

/** Anything but null and the names of types. */
function hasLeaf(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value !== null;
  return Object.entries(value).some(([name, each]) => name !== "__typename" && hasLeaf(each));
}

const shown = ({ asked, document }: Generated): string =>
  `${asked.method} ${asked.path.slice(0, 40)} ${JSON.stringify(asked.headers)}\n${document}\n${String(asked.body).slice(0, 2000)}`;
