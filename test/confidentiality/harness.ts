// Sends the same requests to both servers and reports every difference that depends on a secret.
import { buildSchema } from "graphql";
import { canaryIn } from "./canaries.js";
import { wrongWith } from "./compare.js";
import { type Covered, coverage, type Kind } from "./coverage.js";
import { introspected, secretNamesBeside, secretWords } from "./names.js";
import {
  type Answer,
  type Caller,
  type Compared,
  compared,
  isCompared,
  isPublicly,
  type Step,
  type Welcome,
  type WireRequest,
  type World,
} from "./protocol.js";
import { type Generated, requestsOf } from "./requests.js";
import { isScoped } from "./secret-clients.js";
import { assertDocumentsValid, beginnings, sequenceFor } from "./sequences.js";
import { wrongTables } from "./tables.js";
import type { Twins } from "./twins.js";

export interface Finding {
  /** The request's number, for `--only`; null if the finding is not about a generated request. */
  readonly number: number | null;
  readonly caller: Caller | null;
  readonly document: string;
  readonly what: string;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  /** The number of generated requests. Two compared callers send each of them to both servers. */
  readonly queries: number;
  readonly answers: number;
  readonly coverage: Record<Kind, Covered>;
  /** The share of the first compared caller's requests that returned data without errors, 0-1. */
  readonly answered: number;
  /** Callers that received one of their own secrets. If a caller is missing, none of its secrets were compared. */
  readonly served: ReadonlySet<Compared>;
}

interface Options {
  readonly seed: number;
  readonly queries: number;
  /** The first request's number. */
  readonly from?: number;
  /** The difference between one request's number and the next. Default: 1. */
  readonly step?: number;
  /** Stops after the batch that reaches this number of findings. Default: no limit. */
  readonly maxFindings?: number;
  readonly report?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Sequences per message to a server. */
const batchSize = 50;

/** Sends the same requests to both servers: first the hand-written ones, then the generated ones. */
export async function runHarness(twins: Twins, options: Options): Promise<Outcome> {
  const { seed, queries, from = 0, step = 1, maxFindings = Number.POSITIVE_INFINITY, report, signal } = options;
  const { world } = twins;
  const [welcome, other] = await twins.both("welcome", null);
  const schemas = { full: buildSchema(welcome.full), open: buildSchema(welcome.open) };
  assertDocumentsValid(schemas.full);
  const make = requestsOf(schemas, seed);
  const findings = sameTables(world, welcome, other);
  for (const caller of compared[world].filter(isPublicly))
    findings.push(...(await introspected(twins, caller, welcome)));
  const comparer = comparerOf(twins, { welcome, words: secretWords(schemas), begun: new Date(Date.now() - 60_000) });
  const first = beginnings(compared[world]).map((beginning) => ({
    number: null,
    made: { asked: beginning.step.requests.at(-1) as WireRequest, document: beginning.document },
    sequence: [beginning.step],
  }));
  const named = new Set<string>();
  const sequencesFrom = (start: number): Sequence[] =>
    Array.from({ length: Math.min(batchSize, queries - start) }, (_, index) => {
      const number = from + (start + index) * step;
      const made = make(number);
      for (const name of made.named) named.add(name);
      return { number, made, sequence: sequenceFor(made, seed, number, compared[world]) };
    });
  let done = 0;
  let pending = comparer.send(first);
  while (done < queries && findings.length < maxFindings && !signal?.aborted) {
    const sequences = sequencesFrom(done);
    const findDifferences = await pending;
    pending = comparer.send(sequences);
    findings.push(...findDifferences());
    done += sequences.length;
    report?.(done);
  }
  findings.push(...(await pending)());
  findings.push(...(await canariesElsewhere(twins)));
  const { answers, answered, served } = comparer.counts();
  return { findings, queries: done, answers, coverage: coverage(schemas.full, named), answered, served };
}

interface Sequence {
  /** Null for hand-written requests. */
  readonly number: number | null;
  readonly made: Pick<Generated, "asked" | "document">;
  readonly sequence: readonly Step[];
}

interface Context {
  readonly welcome: Welcome;
  readonly words: readonly string[];
  readonly begun: Date;
}

/** Sends sequences to both servers and counts the answers. */
function comparerOf(twins: Twins, { welcome, words, begun }: Context) {
  const [first] = compared[twins.world];
  const served = new Set<Compared>();
  let answers = 0;
  let ofFirst = 0;
  let answered = 0;
  return {
    counts: () => ({ answers, answered: ofFirst ? answered / ofFirst : 0, served }),
    /** @returns a function that compares the answers; meanwhile the servers can answer the next sequences */
    send: async (sequences: readonly Sequence[]): Promise<() => Finding[]> => {
      const [ones, others] = await twins.both(
        "steps",
        sequences.flatMap(({ sequence }) => sequence),
      );
      return () => wrongIn(sequences, ones, others);
    },
  };

  function wrongIn(
    sequences: readonly Sequence[],
    ones: readonly (readonly Answer[])[],
    others: readonly (readonly Answer[])[],
  ): Finding[] {
    const findings: Finding[] = [];
    let index = 0;
    for (const { number, made, sequence } of sequences) {
      const pairs = sequence.flatMap((step) => pairsOf(step, ones[index] ?? [], others[index++] ?? []));
      for (const { request, caller, pair } of pairs) {
        const secretNames = isPublicly(caller) ? secretNamesBeside(words, request) : null;
        const what = wrongWith(caller, pair, { ...welcome, secretNames }, begun);
        if (what) findings.push({ number, caller, document: describeRequest(made), what });
        if (isScoped(caller) && canaryIn(pair[0].body, [caller])) served.add(caller);
        if (caller !== first || number === null) continue;
        ofFirst++;
        if (isAnswered(pair[0])) answered++;
      }
      answers += 2 * sequence.reduce((sum, { requests }) => sum + requests.length, 0);
    }
    return findings;
  }
}

function pairsOf({ requests }: Step, ones: readonly Answer[], others: readonly Answer[]) {
  return requests.flatMap((request, index) => {
    const { caller } = request;
    const pair = [ones[index], others[index]] as [Answer, Answer];
    return isCompared(caller) ? [{ request, caller, pair }] : [];
  });
}

/**
 * Checks the databases: public tables must be the same, and every secret table must differ, or there is nothing to
 * find.
 */
function sameTables(world: World, one: Welcome, other: Welcome): Finding[] {
  return wrongTables(world, one.digests, other.digests, one.secretTables).map(({ table, differs }) => ({
    number: null,
    caller: null,
    document: "",
    what: differs
      ? `the table ${table} differs but must be the same in both databases`
      : `the table ${table} is the same in both databases: add different rows in test/confidentiality/secret-part.ts, or list it as public in tables.ts`,
  }));
}

/** Canaries in the log, the audit and the traces. */
async function canariesElsewhere(twins: Twins): Promise<Finding[]> {
  const accounts = await twins.both("account", null);
  return accounts.flatMap(({ log, audit, traces }) =>
    [
      log.map((line) => ["the log", line] as const),
      audit.map((line) => ["the audit", line] as const),
      traces.map((line) => ["a trace", line] as const),
    ]
      .flat()
      .flatMap(([where, line]) => {
        const canary = canaryIn(line);
        return canary
          ? [{ number: null, caller: null, document: line.slice(0, 500), what: `${where} contains ${canary}` }]
          : [];
      })
      .slice(0, 5),
  );
}

function isAnswered({ status, body }: Answer): boolean {
  if (status !== 200 || /"errors":/.test(body) || !body.startsWith('{"data":')) return false;
  return hasLeaf(JSON.parse(body).data);
}

/** Whether there is a value other than null and the names of types. */
function hasLeaf(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value !== null;
  return Object.entries(value).some(([name, inner]) => name !== "__typename" && hasLeaf(inner));
}

const describeRequest = ({ asked, document }: Sequence["made"]): string =>
  `${asked.method} ${asked.path.slice(0, 40)} ${JSON.stringify(asked.headers)}\n${document}\n${String(asked.body).slice(0, 2000)}`;
