// Why a school is, or is not, among another's peers.
import { mayAnalyse, type Viewer } from "../../src/access/viewer.js";
import { KindredError } from "../../src/errors.js";
import type { PairExplanation as Explained, PairReason, PeerStanding } from "../../src/matching/explain/explanation.js";
import { type ExplainableRun, pairRequest } from "../../src/runs/explainable.js";
import { explainableForAnalysis, publishedPopulation } from "../../src/runs/store.js";
import { ownRuns } from "../../src/targets/store.js";
import { builder } from "../builder.js";
import type { Context } from "../context.js";
import { batched } from "../loader.js";
import { loadSchool, School } from "../schools/school.js";
import { Cohort, type CohortShape } from "./cohort.js";
import { loadRun } from "./run.js";

const PairReasonEnum = builder.enumType("PairReason", {
  description: "Why a school is not among another's peers.",
  values: {
    SAME_SCHOOL: { description: "The two are the same school." },
    NOT_IN_POPULATION: {
      description:
        "The run does not know it: it was not open, is not state-funded, or another school stands for its lineage.",
    },
    DIFFERENT_BLOCK: { description: "They are of different blocks, such as primary and secondary." },
    EXCLUDED: { description: "Rules keep it out: `rules` says which." },
    MISSING_CIRCUMSTANCES: { description: "The school whose peers they are has none: `missing` says what it lacks." },
    NOT_COMPARABLE: {
      description: "The two have too little in common: `missing` says what the one asked about lacks.",
    },
    FARTHER: { description: "There are as many peers as were asked for, and they are nearer." },
    PASSED_OVER: {
      description:
        "It is as near as some of the peers, but the strategy prefers others, of the same region for instance.",
    },
  } satisfies Record<PairReason, object>,
});

const Standing = builder.objectRef<PeerStanding>("PairStanding").implement({
  description: "How one school stands among the peers of another.",
  fields: (t) => ({
    place: t.exposeInt("place", {
      access: "public",
      description: "Its place among the peers: 1 is the nearest. Null: it is none of them.",
    }),
    rank: t.exposeInt("rank", {
      access: "public",
      description:
        "Its place by distance alone among all candidates, ties by URN. Null: it is no candidate, or cannot be compared.",
    }),
    candidates: t.exposeInt("candidates", {
      access: "public",
      nullable: false,
      description: "How many schools may be peers and can be compared.",
    }),
    peers: t.exposeInt("peers", { access: "public", nullable: false, description: "How many peers there are." }),
    lastDistance: t.exposeFloat("lastDistance", {
      access: "public",
      description: "Distance of the last of the peers; null where there are none.",
    }),
    reason: t.expose("reason", {
      type: PairReasonEnum,
      access: "public",
      description: "Why it is none of the peers; null where it is one.",
    }),
    rules: t.stringList({
      access: "public",
      nullable: { list: false, items: false },
      description:
        "Where the reason is EXCLUDED, by what: constraints of the run, `lineage` (one follows the other), or `seeksOnly` (it inherits its figures, or another school stands for it).",
      resolve: ({ rules }) => [...rules],
    }),
    missing: t.stringList({
      access: "public",
      nullable: { list: false, items: false },
      description: "Where the reason is MISSING_CIRCUMSTANCES or NOT_COMPARABLE, the attributes that are missing.",
      resolve: ({ missing }) => [...missing],
    }),
  }),
});

interface Attribute {
  readonly attribute: string;
  readonly own: number | null;
  readonly other: number | null;
  readonly share: number | null;
}

const PairAttribute = builder.objectRef<Attribute>("PairAttribute").implement({
  description: "What two schools are compared by, with both schools' values.",
  fields: (t) => ({
    attribute: t.exposeString("attribute", {
      access: "public",
      nullable: false,
      description: "Name of the attribute.",
    }),
    own: t.exposeFloat("own", {
      access: "public",
      description: "Its value for the school whose cohort it is; null where it is missing, or no published figure.",
    }),
    other: t.exposeFloat("other", { access: "public", description: "Its value for the other school; null likewise." }),
    share: t.exposeFloat("share", {
      access: "public",
      description: "Its share of the distance, 0-1; null at distance 0, and where it has none.",
    }),
  }),
});

/** Without the other side where a school asks of the run behind its own target. */
type Pair = Omit<Explained, "reverse"> & { readonly reverse: PeerStanding | null };

const PairExplanation = builder.objectRef<Pair>("PairExplanation").implement({
  description: "Why another school is among the peers of a school, or is not.",
  fields: (t) => ({
    urn: t.exposeInt("other", { access: "public", nullable: false, description: "URN of the other school." }),
    school: t.field({
      type: School,
      access: "public",
      description: "The other school; null where the directory has none of that URN.",
      resolve: ({ other }, _args, context) => loadSchool(context, other, undefined),
    }),
    attributes: t.field({
      type: [PairAttribute],
      access: "public",
      nullable: { list: false, items: false },
      complexity: { field: 1, multiplier: 7 },
      description: "What the strategy reads and compares by; shares are of the distance's additive form and sum to 1.",
      resolve: attributesOf,
    }),
    distance: t.exposeFloat("distance", {
      access: "public",
      description: "Distance by the strategy, peer or not; null where the two cannot be compared.",
    }),
    kilometres: t.exposeFloat("kilometres", {
      access: "public",
      description: "How far apart they are in a straight line; null where either has no coordinates.",
    }),
    standing: t.expose("standing", {
      type: Standing,
      access: "public",
      nullable: false,
      description: "The other school among the peers of the school whose cohort it is.",
    }),
    reverse: t.expose("reverse", {
      type: Standing,
      access: "public",
      description: "The school among the other's peers; null where you may see the school's own side alone.",
    }),
  }),
});

/** Columns with their shares, then shares of what is no column: a prediction, for instance. */
function attributesOf({ values, shares }: Pair): Attribute[] {
  const shareOf = new Map(shares.map(({ attribute, share }) => [attribute, share]));
  const columns = values.map(({ column, own, other }) => ({
    attribute: column,
    own,
    other,
    share: shareOf.get(column) ?? null,
  }));
  const isColumn = new Set(values.map(({ column }) => column));
  const others = shares.filter(({ attribute }) => !isColumn.has(attribute));
  return [...columns, ...others.map((share) => ({ ...share, own: null, other: null }))];
}

const loadOwnRun = batched(({ database, viewer }, urns: readonly number[], options: { operation?: string }) =>
  ownRuns(database, viewer, urns, options),
);

const loadAnalysed = batched(
  ({ database, viewer }, urns: readonly number[], { runId, ...options }: { runId: string; operation?: string }) =>
    explainableForAnalysis(database, viewer, runId, urns, options),
);

/** Each way in decides anew who asks: that there is a cohort to ask of is not enough. */
async function explainableRun(
  { own, urn, runId }: CohortShape,
  other: number,
  context: Context,
  operation: string | undefined,
): Promise<ExplainableRun | null> {
  if (own) return loadOwnRun(context, urn, { operation });
  const { database, viewer } = context;
  if (mayAnalyse(viewer)) {
    const [run] = await Promise.all([urn, other].map((of) => loadAnalysed(context, of, { runId, operation })));
    return run ?? null;
  }
  const run = await loadRun(context, runId);
  return run && { ...run, readPopulation: () => publishedPopulation(database, viewer, runId) };
}

/** Cost of looking at every candidate: some dozens a document, not a hundred. */
const lookAtAll = 2_000;

builder.objectField(Cohort, "explanation", (t) =>
  t.field({
    type: PairExplanation,
    access: "public",
    complexity: { field: lookAtAll, multiplier: 1 },
    description: "Why another school is among the peers, or is not; null where you may not see the run.",
    args: { other: t.arg.int({ required: true, description: "URN of the other school." }) },
    resolve: async (cohort, { other }, context, info) => {
      try {
        const run = await explainableRun(cohort, other, context, info.operation.name?.value);
        if (!run) return null;
        const explained = await context.explainer.explain(pairRequest(run, cohort.urn, other));
        return cohort.own ? { ...explained, reverse: null } : explained;
      } catch (error) {
        throw tellable(error, context.viewer);
      }
    },
  }),
);

/** Who analyses is told what went wrong. What others are told names no strategy, no plugin and no file. */
function tellable(error: unknown, viewer: Viewer): unknown {
  if (mayAnalyse(viewer) || !(error instanceof KindredError) || stopped.has(error.code)) return error;
  if (error.code === "STRATEGY_FAILED") return new KindredError("STRATEGY_FAILED", "The strategy failed at this pair.");
  return new KindredError("CONFLICT", "The strategy that found these peers is not installed here as it was then.");
}

const stopped: ReadonlySet<string> = new Set(["CANCELLED", "TIMEOUT", "UNAVAILABLE"]);
