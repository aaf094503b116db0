// Marks that keep published runs and those that fed targets apart for good. The first mark that a run gets is the one it has.
import type { Database, Sql } from "../../database/database.js";
import { KindredError } from "../../errors.js";
import { fedOnce, publishedOnce, type RunMark } from "../../runs/marks.js";
import type { Run } from "../../runs/run.js";
import { examplePolicy, type Policy } from "../policy.js";
import { type Compare, type Pair, policyKey } from "./compare.js";

type MarkedRun = Pick<Run, "id" | "fingerprint" | "baseYear">;

export interface MarkRequest {
  readonly run: MarkedRun;
  readonly mark: RunMark;
  /** What the run is to feed targets under; the example policy where it feeds partnerships alone. */
  readonly policy?: Policy;
  /** Why the department goes ahead with runs that are too alike. */
  readonly overrideReason?: string | null | undefined;
  readonly compare: Compare;
}

/**
 * Marks a complete run and does what the mark is for, in one transaction: once the run is compared with every run of its
 * base year that has the other mark. Marks of a base year are made one after the other.
 * @param work receives the reason to override, where it was needed
 * @throws KindredError FINGERPRINT_FED_TARGETS | FINGERPRINT_PUBLISHED | RUNS_TOO_ALIKE | BAD_ARGUMENT
 */
export async function withMark<T>(
  database: Database,
  request: MarkRequest,
  work: (sql: Sql, overrideReason: string | null) => Promise<T>,
): Promise<T> {
  const reason = readReason(request.overrideReason);
  for (;;) {
    for (const pair of await unprovenPairs(database, request)) await request.compare(database, pair);
    const done = await database.transaction(async (sql) => {
      const { run, mark } = request;
      await sql.query("SELECT pg_advisory_xact_lock(hashtext('kindred marks'), hashtext($1))", [run.baseYear]);
      if ((await unprovenPairs(sql, request)).length > 0) return null; // marked meanwhile
      const overridden = await settle(sql, request, reason);
      await insertMarks(sql, run, mark);
      return { result: await work(sql, overridden ? reason : null) };
    });
    if (done) return done.result;
  }
}

function readReason(given: string | null | undefined): string | null {
  if (given == null) return null;
  const reason = given.trim();
  if (reason !== "" && reason.length <= 500) return reason;
  throw new KindredError("BAD_ARGUMENT", "overrideReason: give a reason of 1 to 500 characters, or leave it out");
}

/** Runs of the base year with the other mark; each with the policies that its targets were made under. */
async function opposites(sql: Sql, { run, mark }: MarkRequest): Promise<{ id: string; policies: Policy[] }[]> {
  return sql.query(
    `SELECT other.id, (SELECT coalesce(json_agg(DISTINCT s.policy::jsonb), '[]') FROM target_set s WHERE s.run_id = other.id) AS policies
     FROM run other JOIN population p ON p.id = other.population_id
     JOIN fingerprint_mark m ON m.fingerprint = other.fingerprint
     WHERE p.base_year = $1 AND m.mark <> $2 AND other.id <> $3::uuid ORDER BY other.id`,
    [run.baseYear, mark, run.id],
  );
}

async function pairsOf(sql: Sql, request: MarkRequest): Promise<Pair[]> {
  const { run, mark, policy = examplePolicy } = request;
  const others = await opposites(sql, request);
  if (mark === "FED_TARGET") {
    return others.map(({ id }) => ({ publishedRunId: id, secretRunId: run.id, policy }));
  }
  return others.flatMap(({ id, policies }) =>
    (policies.length ? policies : [examplePolicy]).map((each) => ({
      publishedRunId: run.id,
      secretRunId: id,
      policy: each,
    })),
  );
}

interface Proof {
  readonly publishedRunId: string;
  readonly secretRunId: string;
  readonly policy: string;
  readonly sameStrategy: boolean;
  readonly overlap: number;
  readonly exact: number;
  readonly guessed: number;
  readonly apart: boolean;
  readonly overridden: boolean;
}

/** Of all pairs that the run is part of. */
const proofsOf = (sql: Sql, { run }: MarkRequest): Promise<Proof[]> =>
  sql.query<Proof>(
    `SELECT published_run_id AS "publishedRunId", secret_run_id AS "secretRunId", policy, same_strategy AS "sameStrategy",
       overlap, exact, guessed, apart, override_reason IS NOT NULL AS overridden
     FROM run_separation WHERE published_run_id = $1::uuid OR secret_run_id = $1::uuid`,
    [run.id],
  );

async function unprovenPairs(sql: Sql, request: MarkRequest): Promise<Pair[]> {
  const pairs = await pairsOf(sql, request);
  if (pairs.length === 0) return [];
  const proofs = await proofsOf(sql, request);
  return pairs.filter((pair) => !proofs.some((proof) => isOf(proof, pair) && proof.policy === policyKey(pair.policy)));
}

const isOf = (proof: Proof, pair: Pair): boolean =>
  proof.publishedRunId === pair.publishedRunId && proof.secretRunId === pair.secretRunId;

/** @returns whether the reason was needed. @throws KindredError RUNS_TOO_ALIKE */
async function settle(sql: Sql, request: MarkRequest, reason: string | null): Promise<boolean> {
  const pairs = await pairsOf(sql, request);
  const proofs = (await proofsOf(sql, request)).filter((proof) => pairs.some((pair) => isOf(proof, pair)));
  const open = proofs.find(({ apart, overridden }) => !apart && !overridden);
  if (!open) return false;
  if (reason === null) throw tooAlike(open);
  await sql.query(
    `UPDATE run_separation SET override_reason = $2
     WHERE NOT apart AND override_reason IS NULL AND $1::uuid IN (published_run_id, secret_run_id)`,
    [request.run.id, reason],
  );
  return true;
}

function tooAlike({ publishedRunId, secretRunId, sameStrategy, overlap, exact, guessed }: Proof): KindredError {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const cause = sameStrategy
    ? "they are runs of the same strategy"
    : `they share up to ${percent(overlap)} of a school's peers, and the published one gives ${percent(exact)} of the targets exactly, where ${percent(guessed)} can be guessed without it`;
  return new KindredError(
    "RUNS_TOO_ALIKE",
    `Run ${publishedRunId}, were it published, would help to work out what is made of run ${secretRunId}: ${cause}. Use a run of another strategy, or give a reason to go ahead (overrideReason).`,
  );
}

/**
 * Marks the fingerprint and the digest of the cohorts: parameters that differ without any effect make the same cohorts.
 * @throws KindredError FINGERPRINT_FED_TARGETS | FINGERPRINT_PUBLISHED
 */
async function insertMarks(sql: Sql, { id, fingerprint }: MarkedRun, mark: RunMark): Promise<void> {
  const marked = [fingerprint, `peers ${await peersDigest(sql, id)}`];
  await sql.query(
    "INSERT INTO fingerprint_mark (fingerprint, mark) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING",
    [marked, mark],
  );
  const others = await sql.query("SELECT FROM fingerprint_mark WHERE fingerprint = ANY($1) AND mark <> $2 LIMIT 1", [
    marked,
    mark,
  ]);
  if (others.length > 0) throw mark === "PUBLISHED" ? fedOnce() : publishedOnce();
}

/** Of every school and its peers as a set, whatever their order and distances. The migration has the same. */
async function peersDigest(sql: Sql, runId: string): Promise<string> {
  const [row] = await sql.query<{ digest: string }>(
    `SELECT encode(sha256(convert_to(coalesce(string_agg(urn || ':' || sorted.peers, ';' ORDER BY urn), ''), 'UTF8')),
       'hex') AS digest
     FROM cohort CROSS JOIN LATERAL (
       SELECT coalesce(string_agg(peer::text, ',' ORDER BY peer), '') AS peers FROM unnest(cohort.peers) peer
     ) sorted
     WHERE run_id = $1`,
    [runId],
  );
  return row!.digest;
}
