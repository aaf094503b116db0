// Marks that keep published runs and runs that fed targets apart, permanently. A run's first mark is final.
import type { Database, Sql } from "../../database/database.js";
import { KindredError } from "../../errors.js";
import { fingerprintFedTargets, fingerprintPublished, type RunMark } from "../../runs/marks.js";
import type { Run } from "../../runs/run.js";
import { examplePolicy, type Policy } from "../policy.js";
import { type Compare, policyKey, type RunPair } from "./compare.js";

type MarkedRun = Pick<Run, "id" | "fingerprint" | "baseYear">;

export interface MarkRequest {
  readonly run: MarkedRun;
  readonly mark: RunMark;
  /** The policy of the targets that the run feeds; the example policy where it only feeds partnerships. */
  readonly policy?: Policy;
  /** Why to go ahead although the runs are too alike. */
  readonly overrideReason?: string | null | undefined;
  readonly compare: Compare;
}

/**
 * Compares a complete run with every run of its base year that has the other mark. Then marks the run and does
 * `action`, in one transaction. Marks of a base year are made one at a time.
 * @param action receives the override reason if it was needed, else null
 * @throws KindredError FINGERPRINT_FED_TARGETS | FINGERPRINT_PUBLISHED | RUNS_TOO_ALIKE | BAD_ARGUMENT
 */
export async function withMark<T>(
  database: Database,
  request: MarkRequest,
  action: (sql: Sql, overrideReason: string | null) => Promise<T>,
): Promise<T> {
  const reason = readReason(request.overrideReason);
  for (;;) {
    for (const pair of await uncomparedPairs(database, request)) await request.compare(database, pair);
    const done = await database.transaction(async (sql) => {
      const { run, mark } = request;
      await sql.query("SELECT pg_advisory_xact_lock(hashtext('kindred marks'), hashtext($1))", [run.baseYear]);
      if ((await uncomparedPairs(sql, request)).length > 0) return null; // another run was marked meanwhile
      const overridden = await requireApart(sql, request, reason);
      await insertMarks(sql, run, mark);
      return { result: await action(sql, overridden ? reason : null) };
    });
    if (done) return done.result;
  }
}

function readReason(given: string | null | undefined): string | null {
  if (given == null) return null;
  const reason = given.trim();
  if (reason !== "" && reason.length <= 500) return reason;
  throw new KindredError("BAD_ARGUMENT", "overrideReason: must have 1 to 500 characters, or be left out");
}

/** Runs of the base year with the other mark, each with the policies of its target sets. */
async function runsWithOtherMark(sql: Sql, { run, mark }: MarkRequest): Promise<{ id: string; policies: Policy[] }[]> {
  return sql.query(
    `SELECT other.id, (SELECT coalesce(json_agg(DISTINCT s.policy::jsonb), '[]') FROM target_set s WHERE s.run_id = other.id) AS policies
     FROM run other JOIN population p ON p.id = other.population_id
     JOIN fingerprint_mark m ON m.fingerprint = other.fingerprint
     WHERE p.base_year = $1 AND m.mark <> $2 AND other.id <> $3::uuid ORDER BY other.id`,
    [run.baseYear, mark, run.id],
  );
}

async function pairsOf(sql: Sql, request: MarkRequest): Promise<RunPair[]> {
  const { run, mark, policy = examplePolicy } = request;
  const otherRuns = await runsWithOtherMark(sql, request);
  if (mark === "FED_TARGET") {
    return otherRuns.map(({ id }) => ({ publishedRunId: id, secretRunId: run.id, policy }));
  }
  return otherRuns.flatMap(({ id, policies }) => {
    const policiesToCheck = policies.length > 0 ? policies : [examplePolicy];
    return policiesToCheck.map((policy) => ({ publishedRunId: run.id, secretRunId: id, policy }));
  });
}

/** A row of `run_separation`. */
interface Comparison {
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

/** The comparisons of all pairs that include the run. */
const comparisonsOf = (sql: Sql, { run }: MarkRequest): Promise<Comparison[]> =>
  sql.query<Comparison>(
    `SELECT published_run_id AS "publishedRunId", secret_run_id AS "secretRunId", policy, same_strategy AS "sameStrategy",
       overlap, exact, guessed, apart, override_reason IS NOT NULL AS overridden
     FROM run_separation WHERE published_run_id = $1::uuid OR secret_run_id = $1::uuid`,
    [run.id],
  );

async function uncomparedPairs(sql: Sql, request: MarkRequest): Promise<RunPair[]> {
  const pairs = await pairsOf(sql, request);
  if (pairs.length === 0) return [];
  const comparisons = await comparisonsOf(sql, request);
  const isCompared = (pair: RunPair) =>
    comparisons.some((comparison) => isOfPair(comparison, pair) && comparison.policy === policyKey(pair.policy));
  return pairs.filter((pair) => !isCompared(pair));
}

/** Under any policy. */
const isOfPair = (comparison: Comparison, pair: RunPair): boolean =>
  comparison.publishedRunId === pair.publishedRunId && comparison.secretRunId === pair.secretRunId;

/** @returns whether the reason was needed. @throws KindredError RUNS_TOO_ALIKE */
async function requireApart(sql: Sql, request: MarkRequest, reason: string | null): Promise<boolean> {
  const pairs = await pairsOf(sql, request);
  const comparisons = await comparisonsOf(sql, request);
  const tooAlike = comparisons.find(
    (comparison) => !comparison.apart && !comparison.overridden && pairs.some((pair) => isOfPair(comparison, pair)),
  );
  if (!tooAlike) return false;
  if (reason === null) throw runsTooAlike(tooAlike);
  await sql.query(
    `UPDATE run_separation SET override_reason = $2
     WHERE NOT apart AND override_reason IS NULL AND $1::uuid IN (published_run_id, secret_run_id)`,
    [request.run.id, reason],
  );
  return true;
}

function runsTooAlike(comparison: Comparison): KindredError {
  const { publishedRunId, secretRunId, sameStrategy, overlap, exact, guessed } = comparison;
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const cause = sameStrategy
    ? "Both runs use the same strategy"
    : `The runs share up to ${percent(overlap)} of a school's peers, and run ${publishedRunId} gives ${percent(exact)} of the targets exactly, while ${percent(guessed)} can be guessed without it`;
  return new KindredError(
    "RUNS_TOO_ALIKE",
    `Publishing run ${publishedRunId} would help anyone to work out the targets or partnerships made from run ${secretRunId}. ${cause}. Use a run of another strategy, or give a reason to go ahead (overrideReason).`,
  );
}

/**
 * Marks both the fingerprint and a digest of the peers, because different parameters may produce the same cohorts.
 * @throws KindredError FINGERPRINT_FED_TARGETS | FINGERPRINT_PUBLISHED
 */
async function insertMarks(sql: Sql, { id, fingerprint }: MarkedRun, mark: RunMark): Promise<void> {
  const marked = [fingerprint, `peers ${await peersDigest(sql, id)}`];
  await sql.query(
    "INSERT INTO fingerprint_mark (fingerprint, mark) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING",
    [marked, mark],
  );
  const otherMarks = await sql.query(
    "SELECT FROM fingerprint_mark WHERE fingerprint = ANY($1) AND mark <> $2 LIMIT 1",
    [marked, mark],
  );
  if (otherMarks.length > 0) throw mark === "PUBLISHED" ? fingerprintFedTargets() : fingerprintPublished();
}

/**
 * SHA-256 of every school with its set of peers; ignores their order and distances. The migration has the same query.
 */
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
