// Ways to guess who a school's secret peers are, from what anyone may know.
import type { Database } from "../../src/database/database.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import { frameOf } from "../../src/matching/frame.js";
import { matchFrame } from "../../src/matching/match.js";
import type { PublishedRun, Run } from "../../src/runs/run.js";
import type { Facts, Peers } from "./facts.js";

export interface Guess {
  readonly name: string;
  peersOf(urn: number): Peers;
}

const nobody: Peers = { median: null, count: 0 };

/** No peers at all: every school is asked for the universal improvement alone. */
export const universal: Guess = { name: "no peers", peersOf: () => nobody };

/** The middle of the school's block, the school's own figure among them. */
export function phaseMedian({ population, peersOf }: Facts): Guess {
  const { block, urn } = population;
  return grouped("phase median", urn, [...block], peersOf);
}

/** The middle of the fifth of its block by free school meals; nobody where these are not published. */
export function fsmBandMedian({ population, peersOf }: Facts): Guess {
  const { block, urn, reference } = population;
  const { fsm } = population.columns;
  const edges = new Map(
    [...new Set(block)].map((name) => {
      const known = fsm
        .filter((value, row) => block[row] === name && reference[row] === 1 && !Number.isNaN(value))
        .sort();
      return [name, [1, 2, 3, 4].map((fifth) => known[Math.floor((known.length * fifth) / 5)] ?? Number.NaN)];
    }),
  );
  const bands = block.map((name, row) => {
    if (Number.isNaN(fsm[row])) return null;
    return `${name} ${edges.get(name)!.filter((edge) => fsm[row]! >= edge).length}`;
  });
  return grouped("FSM-band median", urn, bands, peersOf);
}

/** However few a group has, its middle is taken for what enough peers achieve. @param group of each row; null: of none */
function grouped(name: string, urn: Int32Array, group: readonly (string | null)[], peersOf: Facts["peersOf"]): Guess {
  const labels = new Set(group.filter((label) => label !== null));
  const peers = new Map(
    [...labels].map((label) => {
      const { median } = peersOf([...urn].filter((_, row) => group[row] === label));
      return [label, { median, count: Number.POSITIVE_INFINITY }];
    }),
  );
  const groupOf = new Map([...urn].map((each, row) => [each, group[row] ?? null]));
  return { name, peersOf: (each) => peers.get(groupOf.get(each) ?? "") ?? nobody };
}

/** The cohorts of a published run. */
export async function publishedCohorts(database: Database, run: PublishedRun, facts: Facts): Promise<Guess> {
  const cohorts = await database.query<{ urn: number; peers: number[] }>(
    "SELECT urn, peers FROM published_cohort WHERE run_id = $1::uuid",
    [run.id],
  );
  const peers = new Map(cohorts.map((cohort) => [cohort.urn, cohort.peers]));
  return { name: `published ${run.strategy}`, peersOf: (urn) => facts.peersOf(peers.get(urn) ?? []) };
}

/**
 * The secret run's own strategy and constraints, computed anew by whoever has the published files; with another `k`, its
 * near twin. Given its own parameters it finds the secret cohorts themselves.
 */
export async function sameStrategy(
  run: Run,
  k: number | null,
  facts: Facts,
  packages: readonly string[],
): Promise<Guess> {
  const parameters = { ...(run.parameters as object), ...(k !== null && { k }) };
  const frame = frameOf(facts.population, normaliseConstraints(run.constraints));
  const { schools } = await matchFrame(frame, { strategy: run.strategy, parameters, packages });
  const peers = new Map(schools.map((school) => [school.urn, "peers" in school ? school.peers : []]));
  const name = k === null ? "the same parameters" : `near twin, k = ${k}`;
  return { name, peersOf: (urn) => facts.peersOf(peers.get(urn) ?? []) };
}
