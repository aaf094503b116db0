// Marks that keep published runs and runs that fed targets apart, permanently. A run's first mark is final.
import { type ExpressionBuilder, sql as expression, type NotNull } from "kysely";
import type { Database, Sql } from "../../database/database.js";
import { anyOf, build, type Tables } from "../../database/query-builder.js";
import { KindredError } from "../../errors.js";
import type { Run } from "../../runs/run.js";
import { examplePolicy, type Policy } from "../policy.js";
import { type Compare, policyKey, type RunPair } from "./compare.js";
import { fingerprintFedTargets, fingerprintPublished, type RunMark } from "./fingerprint-marks.js";
import { readReason } from "./override-reason.js";

type MarkedRun = Pick<Run, "id" | "fingerprint" | "baseYear">;

interface MarkRequest {
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

/** Runs of the base year with the other mark, each with the policies of its target sets. */
const runsWithOtherMark = (sql: Sql, { run, mark }: MarkRequest) =>
  build(sql)
    .selectFrom("run")
    .innerJoin("population", "population.id", "run.populationId")
    .innerJoin("fingerprintMark", "fingerprintMark.fingerprint", "run.fingerprint")
    .select("run.id")
    .select(({ selectFrom }) =>
      selectFrom("targetSet")
        .select(expression<Policy[]>`coalesce(json_agg(distinct policy::jsonb), '[]')`.as("policies"))
        .whereRef("targetSet.runId", "=", "run.id")
        .as("policies"),
    )
    .where("baseYear", "=", run.baseYear)
    .where("mark", "<>", mark)
    .where("run.id", "<>", run.id)
    .orderBy("run.id")
    .$narrowType<{ policies: NotNull }>()
    .execute();

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

const includes =
  ({ id }: MarkedRun) =>
  ({ or, eb }: ExpressionBuilder<Tables, "runSeparation">) =>
    or([eb("publishedRunId", "=", id), eb("secretRunId", "=", id)]);

type Comparison = Awaited<ReturnType<typeof comparisonsOf>>[number];

/** The comparisons of all pairs that include the run. */
const comparisonsOf = (sql: Sql, { run }: MarkRequest) =>
  build(sql).selectFrom("runSeparation").selectAll().where(includes(run)).execute();

async function uncomparedPairs(sql: Sql, request: MarkRequest): Promise<RunPair[]> {
  const pairs = await pairsOf(sql, request);
  if (pairs.length === 0) return [];
  const comparisons = await comparisonsOf(sql, request);
  const isCompared = (pair: RunPair) =>
    comparisons.some((comparison) => isOfPair(comparison, pair) && comparison.policy === policyKey(pair.policy));
  return pairs.filter((pair) => !isCompared(pair));
}

/** Whether the comparison is of this pair, under any policy. */
const isOfPair = (comparison: Comparison, pair: RunPair): boolean =>
  comparison.publishedRunId === pair.publishedRunId && comparison.secretRunId === pair.secretRunId;

/** @returns whether the reason was needed. @throws KindredError RUNS_TOO_ALIKE */
async function requireApart(sql: Sql, request: MarkRequest, reason: string | null): Promise<boolean> {
  const pairs = await pairsOf(sql, request);
  const comparisons = await comparisonsOf(sql, request);
  const tooAlike = comparisons.find(
    (comparison) =>
      !comparison.apart && comparison.overrideReason === null && pairs.some((pair) => isOfPair(comparison, pair)),
  );
  if (!tooAlike) return false;
  if (reason === null) throw runsTooAlike(tooAlike);
  await build(sql)
    .updateTable("runSeparation")
    .set({ overrideReason: reason })
    .where("apart", "=", false)
    .where("overrideReason", "is", null)
    .where(includes(request.run))
    .execute();
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
  await build(sql)
    .insertInto("fingerprintMark")
    .values(marked.map((fingerprint) => ({ fingerprint, mark })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const otherMark = await build(sql)
    .selectFrom("fingerprintMark")
    .select("mark")
    .where("fingerprint", "=", anyOf(marked))
    .where("mark", "<>", mark)
    .executeTakeFirst();
  if (otherMark) throw mark === "PUBLISHED" ? fingerprintFedTargets() : fingerprintPublished();
}

/**
 * SHA-256 of every school with its set of peers; ignores their order and distances. The migration has the same query.
 */
async function peersDigest(sql: Sql, runId: string): Promise<string> {
  const { digest } = await build(sql)
    .selectFrom("cohort")
    .select(
      expression<string>`encode(sha256(convert_to(coalesce(string_agg(
        urn || ':' || (select coalesce(string_agg(peer::text, ',' order by peer), '') from unnest(peers) peer),
        ';' order by urn), ''), 'UTF8')), 'hex')`.as("digest"),
    )
    .where("runId", "=", runId)
    .executeTakeFirstOrThrow();
  return digest;
}
