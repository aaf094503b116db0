// Every guess at one set of targets, scored.
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import type { Run } from "../../src/runs/run.js";
import { findPublishedRuns, runsById } from "../../src/runs/store.js";
import {
  findTargetSets,
  originsOf,
  type SetOrigin,
  type TargetSet,
  targetSetsById,
} from "../../src/targets/set-store.js";
import { draftTargetsOf } from "../../src/targets/store.js";
import { readFacts } from "./facts.js";
import { fsmBandMedian, type Guess, phaseMedian, publishedCohorts, sameStrategy, universal } from "./guesses.js";
import { type Held, type Score, score } from "./score.js";

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

export interface Estimate {
  readonly set: TargetSet & SetOrigin;
  readonly run: Run;
  readonly scores: readonly Score[];
  /** Of the schools that are asked for more than the universal improvement. */
  readonly scoresWherePeersAdd: readonly Score[];
}

/**
 * @param viewer one who governs: nobody else may read a whole set
 * @throws KindredError NOT_FOUND
 */
export async function estimate(database: Database, viewer: Viewer, request: EstimateRequest): Promise<Estimate> {
  const chosen = await chosenSet(database, viewer, request.setId);
  const [origin] = await originsOf(database, viewer, [chosen.id], { operation: "bench:estimate" });
  const set = { ...chosen, ...origin! };
  const [run] = await runsById(database, viewer, [set.runId]);
  if (!run) throw new KindredError("NOT_FOUND", `There is no run ${set.runId}.`);
  const facts = await readFacts(database, set, run);
  const { items: published } = await findPublishedRuns(database, viewer, { first: 100 });
  const ofTheYear = published.filter(({ baseYear }) => baseYear === set.baseYear);
  const guesses: Guess[] = [universal, phaseMedian(facts), fsmBandMedian(facts)];
  for (const each of ofTheYear) guesses.push(await publishedCohorts(database, each, facts));
  for (const k of request.nearTwins ?? []) guesses.push(await sameStrategy(run, k, facts, request.packages));
  if (request.same) guesses.push(await sameStrategy(run, null, facts, request.packages));

  const held = await heldBy(
    database,
    viewer,
    set,
    facts.schools.map(({ urn }) => urn),
  );
  const known = { facts, policy: set.policy, held };
  return {
    set,
    run,
    scores: score(known, guesses),
    scoresWherePeersAdd: score(known, guesses, { peersAddOnly: true }),
  };
}

async function chosenSet(database: Database, viewer: Viewer, id?: string): Promise<TargetSet> {
  if (id !== undefined) {
    const [set] = await targetSetsById(database, viewer, [id]);
    if (set && set.status !== "DRAFTING") return set;
    throw new KindredError("NOT_FOUND", `There is no whole set of targets ${id}.`);
  }
  const { items } = await findTargetSets(database, viewer, { first: 100 });
  const issued = items
    .filter(({ status }) => status === "ISSUED")
    .sort((a, b) => b.targetYear.localeCompare(a.targetYear));
  const chosen = issued[0] ?? items.find(({ status }) => status === "DRAFT");
  if (chosen) return chosen;
  throw new KindredError("NOT_FOUND", "There are no targets here: draft a set first.");
}

/** Through the store, so that the reading is audited. */
async function heldBy(
  database: Database,
  viewer: Viewer,
  set: TargetSet,
  urns: readonly number[],
): Promise<ReadonlyMap<number, Held>> {
  const rows = await draftTargetsOf(database, viewer, set.id, urns, { operation: "bench:estimate" });
  return new Map(
    rows.flatMap((row) => {
      if (row?.target == null) return [];
      return [[row.urn, { target: row.target, peersAdd: Number(row.parts.contribution) > 0 }] as const];
    }),
  );
}
