// Asks both servers the same and finds whatever depends on what is secret.
import { buildSchema } from "graphql";
import { canaryIn } from "./canaries.js";
import { wrongWith } from "./compare.js";
import { type Covered, coverage, type Kind } from "./coverage.js";
import { introspected, secretNamesBeside, secretWords } from "./names.js";
import {
  type Answer,
  type Asked,
  type Compared,
  compared,
  isCompared,
  isPublicly,
  type Step,
  type Welcome,
  type Who,
  type World,
} from "./protocol.js";
import { type Generated, requestsOf } from "./requests.js";
import { isScoped } from "./secret-clients.js";
import { assertAsked, beginnings, sequenceFor } from "./sequences.js";
import { wrongTables } from "./tables.js";
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
  /** Requests that were made, each of which two of the compared viewers asked of both servers. */
  readonly queries: number;
  readonly answers: number;
  readonly coverage: Record<Kind, Covered>;
  /** Share of the requests of the world's first viewer that were answered without an error and with something in it, 0-1. */
  readonly answered: number;
  /** Who was answered something secret that is its own: where one is not, nothing of it was compared. */
  readonly served: ReadonlySet<Compared>;
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
  readonly report?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Requests that go to a server at once. */
const batch = 50;

/** Asks both servers of a world the same, those things first that are asked on purpose. */
export async function harass(twins: Twins, options: Options): Promise<Outcome> {
  const { seed, queries, from = 0, step = 1, most = Number.POSITIVE_INFINITY, report, signal } = options;
  const { world } = twins;
  const [welcome, other] = await twins.both("welcome", null);
  const schemas = { full: buildSchema(welcome.full), open: buildSchema(welcome.open) };
  assertAsked(schemas.full);
  const make = requestsOf(schemas, seed);
  const findings = sameTables(world, welcome, other);
  for (const who of compared[world].filter(isPublicly)) findings.push(...(await introspected(twins, who, welcome)));
  const asking = askingOf(twins, { welcome, words: secretWords(schemas), begun: new Date(Date.now() - 60_000) });
  const first = beginnings(compared[world]).map(({ document, step: asked }) => ({
    number: null,
    made: { asked: asked.asks.at(-1) as Asked, document },
    sequence: [asked],
  }));
  const named = new Set<string>();
  const sequencesFrom = (start: number): Sequence[] =>
    Array.from({ length: Math.min(batch, queries - start) }, (_, index) => {
      const number = from + (start + index) * step;
      const made = make(number);
      for (const name of made.named) named.add(name);
      return { number, made, sequence: sequenceFor(made, seed, number, compared[world]) };
    });
  let done = 0;
  let asked = asking.ask(first);
  while (done < queries && findings.length < most && !signal?.aborted) {
    const sequences = sequencesFrom(done);
    const found = await asked;
    asked = asking.ask(sequences);
    findings.push(...found());
    done += sequences.length;
    report?.(done);
  }
  findings.push(...(await asked)());
  findings.push(...(await toldElsewhere(twins)));
  const { answers, answered, served } = asking.counts();
  return { findings, queries: done, answers, coverage: coverage(schemas.full, named), answered, served };
}

interface Sequence {
  /** Null of what is asked on purpose. */
  readonly number: number | null;
  readonly made: Pick<Generated, "asked" | "document">;
  readonly sequence: readonly Step[];
}

interface Known {
  readonly welcome: Welcome;
  readonly words: readonly string[];
  readonly begun: Date;
}

/** Asks sequences of both servers, and counts. */
function askingOf(twins: Twins, { welcome, words, begun }: Known) {
  const [first] = compared[twins.world];
  const served = new Set<Compared>();
  let [answers, ofFirst, answered] = [0, 0, 0];
  return {
    counts: () => ({ answers, answered: ofFirst ? answered / ofFirst : 0, served }),
    /** @returns a function that finds what is wrong with the answers, while the servers may answer what comes next */
    ask: async (sequences: readonly Sequence[]): Promise<() => Finding[]> => {
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
    let at = 0;
    for (const { number, made, sequence } of sequences) {
      const secretNames = secretNamesBeside(words, made.asked);
      for (const { who, pair } of sequence.flatMap((each) => pairsOf(each, ones[at] ?? [], others[at++] ?? []))) {
        const what = wrongWith(who, pair, { ...welcome, secretNames }, begun);
        if (what) findings.push({ number, who, document: shown(made), what });
        if (isScoped(who) && canaryIn(pair[0].body, [who])) served.add(who);
        if (who !== first || number === null) continue;
        ofFirst++;
        if (isAnswered(pair[0])) answered++;
      }
      answers += 2 * sequence.reduce((sum, { asks }) => sum + asks.length, 0);
    }
    return findings;
  }
}

function pairsOf({ asks }: Step, ones: readonly Answer[], others: readonly Answer[]) {
  return asks.flatMap(({ who }, index) => {
    const pair = [ones[index], others[index]] as [Answer, Answer];
    return isCompared(who) ? [{ who, pair }] : [];
  });
}

/** The databases are as they should be: alike in what is public, and with something to find in every other table. */
function sameTables(world: World, one: Welcome, other: Welcome): Finding[] {
  return wrongTables(world, one.digests, other.digests, one.secretTables).map(({ table, differs }) => ({
    number: null,
    who: null,
    document: "",
    what: differs
      ? `the table ${table} differs, which should be alike`
      : `the table ${table} is the same in both databases: give it rows that differ in test/confidentiality/secret-part.ts, or call it open in tables.ts`,
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
        const canary = canaryIn(line);
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

const shown = ({ asked, document }: Sequence["made"]): string =>
  `${asked.method} ${asked.path.slice(0, 40)} ${JSON.stringify(asked.headers)}\n${document}\n${String(asked.body).slice(0, 2000)}`;
