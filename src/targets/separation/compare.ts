// Measures how alike two runs of a base year are. A run gets its mark only after this comparison.
import { createHash } from "node:crypto";
import type { Database, Sql } from "../../database/database.js";
import { build } from "../../database/query-builder.js";
import type { JobHandlers } from "../../jobs/job.js";
import { createJob } from "../../jobs/queue.js";
import { waitForJob } from "../../jobs/wait.js";
import { readConsistently } from "../../population/consistent.js";
import { shiftYear } from "../../population/year.js";
import { readRun } from "../../runs/read-run.js";
import { type Policy, readPolicy } from "../policy.js";
import { readPublicFacts } from "./facts.js";
import { type Likeness, likenessOf, limits, type Peers } from "./likeness.js";

/** Two runs, and the policy for recomputing targets. */
export interface RunPair {
  readonly publishedRunId: string;
  readonly secretRunId: string;
  readonly policy: Policy;
}

/** Ensures that a pair has its row in `run_separation`: in this process, or by a job. */
export type Compare = (database: Database, pair: RunPair) => Promise<void>;

/** The policy's key in `run_separation`: the SHA-256 of the policy, in hexadecimal. */
export const policyKey = (policy: Policy): string =>
  createHash("sha256")
    .update(JSON.stringify(readPolicy(policy)))
    .digest("hex");

/** Compares in this process: for commands and jobs, not for a process that serves requests. */
export const compareInProcess: Compare = (database, pair) => compare(database, pair);

/**
 * Queues the comparison and waits for it, as `freezeByJob` does.
 * @param onWait receives a description, for the user, of what it waits for; null when it no longer waits
 */
export function compareByJob(onWait: (wait: string | null) => void): Compare {
  return async (database, pair) => {
    const unique = `${pair.publishedRunId} ${pair.secretRunId} ${policyKey(pair.policy)}`;
    try {
      await waitForJob(database, await createJob(database, "separation", pair, { unique }), {
        work: "the comparison of the run with the runs that it must be kept apart from",
        findResult: async () => ((await isCompared(database, pair)) ? true : null),
        onWait,
      });
    } finally {
      onWait(null);
    }
  };
}

/** The handler of jobs of the kind `separation`. */
export const separationJobs: JobHandlers = {
  separation: async ({ database, progress, signal, transaction }, pair: RunPair) => {
    progress("comparing runs", 0, 1);
    await compare(database, pair, transaction, signal);
    progress("comparing runs", 1, 1);
  },
};

async function compare(
  database: Database,
  pair: RunPair,
  transaction: Database["transaction"] = (work) => database.transaction(work),
  signal?: AbortSignal,
): Promise<void> {
  if (await isCompared(database, pair)) return;
  const { publishedRunId, secretRunId, policy } = pair;
  const published = await readRun(database, publishedRunId);
  const secret = await readRun(database, secretRunId);
  const targetYear = shiftYear(secret.baseYear, 1);
  const { found: facts } = await readConsistently(database, (sql) => readPublicFacts(sql, secret, targetYear, policy));
  signal?.throwIfAborted();
  const secretPeers = await readPeers(database, secretRunId);
  const publishedPeers = await readPeers(database, publishedRunId);
  signal?.throwIfAborted();
  const likeness = likenessOf(facts, policy, secretPeers, publishedPeers);
  await transaction((sql) => store(sql, pair, { ...likeness, sameStrategy: published.strategy === secret.strategy }));
}

async function isCompared(sql: Sql, { publishedRunId, secretRunId, policy }: RunPair): Promise<boolean> {
  const comparison = await build(sql)
    .selectFrom("runSeparation")
    .select("policy")
    .where("publishedRunId", "=", publishedRunId)
    .where("secretRunId", "=", secretRunId)
    .where("policy", "=", policyKey(policy))
    .executeTakeFirst();
  return comparison !== undefined;
}

/** Cohorts per statement, so that no statement delays other work for long. */
const batchSize = 2000;

async function readPeers(sql: Sql, runId: string): Promise<Peers> {
  const peers = new Map<number, readonly number[]>();
  let lastUrn = 0;
  for (;;) {
    const rows = await build(sql)
      .selectFrom("cohort")
      .select(["urn", "peers"])
      .where("runId", "=", runId)
      .where("urn", ">", lastUrn)
      .orderBy("urn")
      .limit(batchSize)
      .execute();
    for (const row of rows) peers.set(row.urn, row.peers);
    if (rows.length < batchSize) return peers;
    lastUrn = rows.at(-1)!.urn;
  }
}

/** Stores the measurements and the limits. Two processes that compare at once get the same numbers. */
async function store(
  sql: Sql,
  { publishedRunId, secretRunId, policy }: RunPair,
  { sameStrategy, overlap, exact, guessed, maxGain }: Likeness & { readonly sameStrategy: boolean },
): Promise<void> {
  const pair = { publishedRunId, secretRunId, policy: policyKey(policy) };
  const apart = !sameStrategy && overlap <= limits.overlap && exact <= guessed + maxGain;
  const measured = { sameStrategy, overlap, exact, guessed, mostOverlap: limits.overlap, mostGain: maxGain, apart };
  await build(sql)
    .insertInto("runSeparation")
    .values({ ...pair, ...measured })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
