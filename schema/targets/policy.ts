// The policy of a set of targets, as it is shown and as it is given.
import { examplePolicy, type Policy } from "../../src/targets/policy.js";
import { builder } from "../builder.js";
import { readableBy } from "../readers.js";

const national = readableBy("everyTarget");

const about = {
  id: "Name of the policy.",
  version: "Semantic version of the policy.",
  contributionRate: "Share of the gap to the cohort's median that a school is asked to close, 0-1.",
  minimumPeers: "Number of peers with a published figure below which the cohort adds nothing.",
  universalImprovement: "Improvement asked of every school, in percentage points.",
  maximumImprovement: "Maximum improvement, in percentage points.",
  ceiling: "Maximum target, in per cent. A school at or above it is asked to stay there.",
  smallRoll: "Number of pupils below which a school is small: its baseline is the mean of several years.",
  smallYears: "Number of years in the mean of a small school, including the base year: 1 to 3.",
  smallYearsNeeded: "Number of these years that need a published figure.",
  shock:
    "Difference of a baseline from the mean of the two years before above which a person should check the target, in percentage points.",
  baselinePlaces: "Decimal places of baselines, 0 to 6.",
  targetPlaces: "Decimal places of targets: always 1.",
} as const satisfies Record<keyof Policy, string>;

export const TargetPolicy = builder.objectRef<Policy>("TargetPolicy").implement({
  description: "Policy of a set of targets: every number in their calculation. docs/targets.md has the calculation.",
  fields: (t) => ({
    id: t.exposeString("id", national(about.id)),
    version: t.exposeString("version", national(about.version)),
    contributionRate: t.exposeFloat("contributionRate", national(about.contributionRate)),
    minimumPeers: t.exposeInt("minimumPeers", national(about.minimumPeers)),
    universalImprovement: t.exposeFloat("universalImprovement", national(about.universalImprovement)),
    maximumImprovement: t.exposeFloat("maximumImprovement", national(about.maximumImprovement)),
    ceiling: t.exposeFloat("ceiling", national(about.ceiling)),
    smallRoll: t.exposeInt("smallRoll", national(about.smallRoll)),
    smallYears: t.exposeInt("smallYears", national(about.smallYears)),
    smallYearsNeeded: t.exposeInt("smallYearsNeeded", national(about.smallYearsNeeded)),
    shock: t.exposeFloat("shock", national(about.shock)),
    baselinePlaces: t.exposeInt("baselinePlaces", national(about.baselinePlaces)),
    targetPlaces: t.exposeInt("targetPlaces", national(about.targetPlaces)),
  }),
});

const withExample = (name: keyof Policy) => ({ description: `${about[name]} Example: ${examplePolicy[name]}.` });

export const TargetPolicyInput = builder.inputType("TargetPolicyInput", {
  description:
    "Policy of a set of targets. A field that is omitted has the value of the example policy. The set keeps the whole policy.",
  fields: (t) => ({
    id: t.string({
      description: `${about.id} If omitted: ${examplePolicy.id}, or ${examplePolicy.id}-changed if a field has another value than the example policy.`,
    }),
    version: t.string(withExample("version")),
    contributionRate: t.float(withExample("contributionRate")),
    minimumPeers: t.int(withExample("minimumPeers")),
    universalImprovement: t.float(withExample("universalImprovement")),
    maximumImprovement: t.float(withExample("maximumImprovement")),
    ceiling: t.float(withExample("ceiling")),
    smallRoll: t.int(withExample("smallRoll")),
    smallYears: t.int(withExample("smallYears")),
    smallYearsNeeded: t.int(withExample("smallYearsNeeded")),
    shock: t.float(withExample("shock")),
    baselinePlaces: t.int(withExample("baselinePlaces")),
    targetPlaces: t.int({ description: about.targetPlaces }),
  }),
});
