// Explains why a school is or is not a peer of another school.
import { mayAnalyse, type Viewer } from "../../src/access/viewer.js";
import { KindredError } from "../../src/errors.js";
import type {
  PairExplanation as ComputedExplanation,
  PairReason,
  PeerStanding,
} from "../../src/matching/explain/explanation.js";
import { type ExplainableRun, pairRequest } from "../../src/runs/explainable.js";
import { explainableForAnalysis, publishedPopulation } from "../../src/runs/store.js";
import { ownRuns } from "../../src/targets/store.js";
import { builder } from "../builder.js";
import type { Context } from "../context.js";
import { batched } from "../loader.js";
import { anyone, shown, shownList } from "../readers.js";
import { loadSchool, School } from "../schools/school.js";
import { Cohort, type CohortShape } from "./cohort.js";
import { PeerRule, type RuleName } from "./constraints.js";
import { loadRun } from "./run.js";

export const reasonValues = {
  SAME_SCHOOL: anyone("The two schools are the same."),
  NOT_IN_POPULATION: anyone(
    "The school is not in the run's population: it was not open, is not state-funded, or another school represents its lineage.",
  ),
  DIFFERENT_BLOCK: anyone("The schools are in different blocks, such as primary and secondary."),
  EXCLUDED: anyone("Rules exclude the school: see `rules`."),
  MISSING_CIRCUMSTANCES: anyone("The school whose cohort it is lacks circumstances and has no peers: see `missing`."),
  NOT_COMPARABLE: anyone(
    "The schools have too few attributes in common: `missing` lists those that the other school lacks.",
  ),
  FARTHER: anyone("The cohort is full, and all its peers are nearer."),
  PASSED_OVER: anyone(
    "The school is as near as some of the peers, but the strategy prefers others, for example of the same region.",
  ),
} satisfies Record<PairReason, object>;

const PairReasonEnum = builder.enumType("PairReason", {
  description: "Reason why a school is not a peer of another school.",
  values: reasonValues,
});

const Standing = builder.objectRef<PeerStanding>("PairStanding").implement({
  description: "Position of one school among the peers of another.",
  fields: (t) => ({
    place: t.exposeInt("place", anyone("Position among the peers: 1 is the nearest. Null if it is not a peer.")),
    rank: t.exposeInt("rank", {
      ...anyone(
        "Position by distance alone among all candidates, ties sorted by URN. Null if it is not a candidate or cannot be compared.",
      ),
    }),
    candidates: t.exposeInt("candidates", shown("Number of schools that are allowed as peers and can be compared.")),
    peers: t.exposeInt("peers", shown("Number of peers.")),
    lastDistance: t.exposeFloat("lastDistance", anyone("Distance of the last peer; null if there are no peers.")),
    reason: t.expose("reason", { type: PairReasonEnum, ...anyone("Reason why it is not a peer; null if it is one.") }),
    rules: t.field({
      type: [PeerRule],
      ...shownList("Rules that exclude it if the reason is EXCLUDED; otherwise none."),
      resolve: ({ rules }) => rules as RuleName[],
    }),
    missing: t.stringList({
      ...shownList("Missing attributes if the reason is MISSING_CIRCUMSTANCES or NOT_COMPARABLE."),
      resolve: ({ missing }) => [...missing],
    }),
  }),
});

interface ComparedAttribute {
  readonly attribute: string;
  readonly own: number | null;
  readonly other: number | null;
  readonly share: number | null;
}

const PairAttribute = builder.objectRef<ComparedAttribute>("PairAttribute").implement({
  description: "An attribute by which two schools are compared, with the values of both.",
  fields: (t) => ({
    attribute: t.exposeString("attribute", shown("Name of the attribute.")),
    own: t.exposeFloat("own", {
      ...anyone("Value for the school whose cohort it is; null if it is missing or not a published figure."),
    }),
    other: t.exposeFloat("other", anyone("Value for the other school; null in the same cases.")),
    share: t.exposeFloat("share", {
      ...anyone("Share of the distance, 0-1; null at distance 0 and for an attribute without a share."),
    }),
  }),
});

/** `reverse` is null if a school reads the run behind its own target. */
type ExplanationShape = Omit<ComputedExplanation, "reverse"> & { readonly reverse: PeerStanding | null };

const PairExplanation = builder.objectRef<ExplanationShape>("PairExplanation").implement({
  description: "Explanation of why another school is or is not a peer of a school.",
  fields: (t) => ({
    urn: t.exposeInt("other", shown("URN of the other school.")),
    school: t.field({
      type: School,
      ...anyone("The other school; null if the directory has no school with that URN."),
      resolve: ({ other }, _args, context) => loadSchool(context, other, undefined),
    }),
    attributes: t.field({
      type: [PairAttribute],
      ...shownList(
        "Attributes that the strategy reads and compares. Shares are of the distance's additive form and add up to 1.",
      ),
      complexity: { field: 1, multiplier: 7 },
      resolve: comparedAttributes,
    }),
    distance: t.exposeFloat("distance", {
      ...anyone(
        "Distance as calculated by the strategy, also if the other school is not a peer; null if the two cannot be compared.",
      ),
    }),
    kilometres: t.exposeFloat("kilometres", {
      ...anyone("Straight-line distance in kilometres; null if either school has no coordinates."),
    }),
    standing: t.expose("standing", {
      type: Standing,
      ...shown("Position of the other school among the peers of the school whose cohort it is."),
    }),
    reverse: t.expose("reverse", {
      type: Standing,
      ...anyone(
        "Position of the school among the peers of the other school; null if you may only see the school's own side.",
      ),
    }),
  }),
});

/** Columns with their shares, then shares that belong to no column, such as a prediction. */
function comparedAttributes({ values, shares }: ExplanationShape): ComparedAttribute[] {
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

/** Checks the viewer again in every branch: access to a cohort does not imply access to its explanation. */
async function explainableRun(
  { hidesRun, urn, runId }: CohortShape,
  other: number,
  context: Context,
  operation: string | undefined,
): Promise<ExplainableRun | null> {
  if (hidesRun) return loadOwnRun(context, urn, { operation });
  const { database, viewer } = context;
  if (mayAnalyse(viewer)) {
    const [run] = await Promise.all([urn, other].map((school) => loadAnalysed(context, school, { runId, operation })));
    return run ?? null;
  }
  const run = await loadRun(context, runId);
  return run && { ...run, readPopulation: () => publishedPopulation(database, viewer, runId) };
}

/** Cost of checking every candidate. It allows some dozens of explanations in a document, not a hundred. */
export const explanationCost = 2_000;

builder.objectField(Cohort, "explanation", (t) =>
  t.field({
    type: PairExplanation,
    ...anyone("Explanation of why another school is or is not a peer; null if you may not see the run."),
    complexity: { field: explanationCost, multiplier: 1 },
    args: { other: t.arg.int({ required: true, description: "URN of the other school." }) },
    resolve: async (cohort, { other }, context, info) => {
      try {
        const run = await explainableRun(cohort, other, context, info.operation.name?.value);
        if (!run) return null;
        const explained = await context.explainer.explain(pairRequest(run, cohort.urn, other));
        return cohort.hidesRun ? { ...explained, reverse: null } : explained;
      } catch (error) {
        throw visibleError(error, context.viewer);
      }
    },
  }),
);

/** Analysts see the error itself. Others get a message that names no strategy, plugin or file. */
export function visibleError(error: unknown, viewer: Viewer): unknown {
  if (mayAnalyse(viewer) || !(error instanceof KindredError) || interruptions.has(error.code)) return error;
  if (error.code === "STRATEGY_FAILED")
    return new KindredError("STRATEGY_FAILED", "The strategy failed for this pair of schools.");
  return new KindredError("CONFLICT", "This server does not have the strategy version that found these peers.");
}

const interruptions: ReadonlySet<string> = new Set(["CANCELLED", "TIMEOUT", "UNAVAILABLE"]);
