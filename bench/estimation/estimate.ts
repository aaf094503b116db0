// Every guess at one set of targets, scored.
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { findPublishedRuns } from "../../src/runs/store.js";
import { readPublicFacts } from "../../src/targets/separation/facts.js";
import { publicGuesses } from "../../src/targets/separation/guesses.js";
import { draftTargetsOf } from "../../src/targets/store.js";
import { type Chosen, chosenSet } from "./chosen.js";
import { cohortsFound, publishedCohorts } from "./cohorts.js";
import { type CutGuess, cutGuess, wholeGuess } from "./guesses.js";
import { type Held, type Score, score } from "./score.js";

const operation = "bench:estimate";

export interface EstimateRequest {
  /** The issued set of the latest year unless given, else the draft made last. */
  readonly setId?: string;
  /** Numbers of peers to try the secret run's strategy with. */
  readonly nearTwins?: readonly number[];
  /** Try the secret run's own parameters too. */
  readonly same?: boolean;
  /** npm packages to find strategies in, beside `plugins/`. */
  readonly packages: readonly string[];
}

export interface Estimate extends Chosen {
  readonly scores: readonly Score[];
  /** Of the schools that are asked for more than the universal improvement. */
  readonly scoresWherePeersAdd: readonly Score[];
}

/**
 * @param viewer one who governs: nobody else may read a whole set
 * @throws KindredError NOT_FOUND
 */
export async function estimate(database: Database, viewer: Viewer, request: EstimateRequest): Promise<Estimate> {
  const { set, run } = await chosenSet(database, viewer, operation, request.setId);
  const { policy } = set;
  const facts = await readPublicFacts(database, run, set.targetYear, policy);
  const urns = facts.schools.map(({ urn }) => urn);
  const held = await heldBy(database, viewer, set.id, urns);
  const known = { facts, policy, held, truth: urns.map((urn) => held.get(urn)?.tenths ?? Number.NaN) };

  const guesses: CutGuess[] = publicGuesses(facts).map(wholeGuess);
  const { items: published } = await findPublishedRuns(database, viewer, { first: 100 });
  for (const each of published.filter(({ baseYear }) => baseYear === set.baseYear)) {
    guesses.push(cutGuess(`published ${each.strategy}`, await publishedCohorts(database, each), known));
  }
  for (const [name, change] of twinsOf(request)) {
    const twin = { ...run, parameters: { ...(run.parameters as object), ...change } };
    guesses.push(cutGuess(name, await cohortsFound(facts.population, twin, request.packages), known));
  }
  return {
    set,
    run,
    scores: score(known, guesses),
    scoresWherePeersAdd: score(known, guesses, { peersAddOnly: true }),
  };
}

/** By name, what is changed of the secret run's parameters. */
const twinsOf = ({ nearTwins = [], same }: EstimateRequest): readonly (readonly [string, object])[] => [
  ...nearTwins.map((k) => [`near twin, k = ${k}`, { k }] as const),
  ...(same ? [["the same parameters", {}] as const] : []),
];

/** Through the store, so that the reading is audited. */
async function heldBy(
  database: Database,
  viewer: Viewer,
  setId: string,
  urns: readonly number[],
): Promise<ReadonlyMap<number, Held>> {
  const rows = await draftTargetsOf(database, viewer, setId, urns, { operation });
  return new Map(
    rows.flatMap((row) => {
      if (row?.target == null) return [];
      return [
        [row.urn, { tenths: Math.round(row.target * 10), peersAdd: Number(row.parts.contribution) > 0 }] as const,
      ];
    }),
  );
}
