// Scores every guess at the targets of one set.
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { findPublishedRuns } from "../../src/runs/store.js";
import { readPublicFacts } from "../../src/targets/separation/facts.js";
import { publicGuesses } from "../../src/targets/separation/guesses.js";
import { draftTargetsOf } from "../../src/targets/store.js";
import { type ChosenSet, chosenSet } from "./chosen.js";
import { computeCohorts, publishedCohorts } from "./cohorts.js";
import { type CutGuess, cutGuess, uncutGuess } from "./guesses.js";
import { type Score, type SecretTarget, score } from "./score.js";

const operation = "bench:estimate";

export interface EstimateRequest {
  /** Default: the issued set of the latest year, else the latest draft. */
  readonly setId?: string;
  /** Numbers of peers to try with the secret run's strategy. */
  readonly nearTwins?: readonly number[];
  /** Also try the secret run's own parameters. */
  readonly same?: boolean;
  /** npm packages to find strategies in, in addition to `plugins/`. */
  readonly packages: readonly string[];
}

export interface Estimate extends ChosenSet {
  readonly scores: readonly Score[];
  /** Only over schools that are asked for more than the universal improvement. */
  readonly scoresWherePeersAdd: readonly Score[];
}

/**
 * @param viewer must be allowed to govern, because no other viewer may read a whole set
 * @throws KindredError NOT_FOUND
 */
export async function estimate(database: Database, viewer: Viewer, request: EstimateRequest): Promise<Estimate> {
  const { set, run } = await chosenSet(database, viewer, operation, request.setId);
  const { policy } = set;
  const facts = await readPublicFacts(database, run, set.targetYear, policy);
  const urns = facts.schools.map(({ urn }) => urn);
  const targets = await readTargets(database, viewer, set.id, urns);
  const data = { facts, policy, targets, truth: urns.map((urn) => targets.get(urn)?.tenths ?? Number.NaN) };

  const guesses: CutGuess[] = publicGuesses(facts).map(uncutGuess);
  const { items: published } = await findPublishedRuns(database, viewer, { first: 100 });
  for (const publishedRun of published.filter(({ baseYear }) => baseYear === set.baseYear)) {
    const peers = await publishedCohorts(database, publishedRun);
    guesses.push(cutGuess(`published ${publishedRun.strategy}`, peers, data));
  }
  for (const [name, change] of twinsOf(request)) {
    const twin = { ...run, parameters: { ...(run.parameters as object), ...change } };
    guesses.push(cutGuess(name, await computeCohorts(facts.population, twin, request.packages), data));
  }
  return {
    set,
    run,
    scores: score(data, guesses),
    scoresWherePeersAdd: score(data, guesses, { peersAddOnly: true }),
  };
}

/** Names of near twins, with their changes to the secret run's parameters. */
const twinsOf = ({ nearTwins = [], same }: EstimateRequest): readonly (readonly [string, object])[] => [
  ...nearTwins.map((k) => [`near twin, k = ${k}`, { k }] as const),
  ...(same ? [["the same parameters", {}] as const] : []),
];

/** Uses the store, so that the read is audited. */
async function readTargets(
  database: Database,
  viewer: Viewer,
  setId: string,
  urns: readonly number[],
): Promise<ReadonlyMap<number, SecretTarget>> {
  const rows = await draftTargetsOf(database, viewer, setId, urns, { operation });
  const targets = new Map<number, SecretTarget>();
  for (const row of rows) {
    if (row?.target == null) continue;
    targets.set(row.urn, { tenths: Math.round(row.target * 10), peersAdd: Number(row.parts.contribution) > 0 });
  }
  return targets;
}
