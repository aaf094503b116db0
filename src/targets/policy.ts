// The policy: every number in the target arithmetic. It has a version and is stored with each target set.
import { z } from "zod";
import { parseOrThrow } from "../errors.js";

const percentage = z.number().min(0).max(100);
const points = z.number().min(0).max(100);
const places = z.number().int().min(0).max(6);

/** Percentages are 0-100, improvements are percentage points, rolls are numbers of pupils. */
const policySchema = z
  .strictObject({
    id: z.string().regex(/^[\w .-]{1,100}$/, "must be letters, digits, spaces, dots, dashes and underscores"),
    version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be a semantic version, such as 1.0.0"),
    /** The share, 0-1, of the gap to the cohort's median that a school is asked to close. */
    contributionRate: z.number().min(0).max(1),
    /** With fewer peers that have a published figure, the contribution is 0. */
    minimumPeers: z.int().min(1),
    /** The improvement that every school is asked for. */
    universalImprovement: points,
    maximumImprovement: points,
    /** No target is above the ceiling; a school at or above it maintains its attendance. */
    ceiling: percentage,
    /** A school with a roll below this is small: its baseline is the mean of several years. */
    smallRoll: z.int().min(0),
    /** The number of years in a small school's mean, base year included, and how many of them need a figure. */
    smallYears: z.int().min(1).max(3),
    smallYearsNeeded: z.int().min(1).max(3),
    /** A baseline further than this from the mean of the two years before needs review by a person. */
    shock: points,
    baselinePlaces: places,
    /** The database keeps targets to 0.1. */
    targetPlaces: z.literal(1),
  })
  .refine((policy) => policy.universalImprovement <= policy.maximumImprovement, {
    path: ["universalImprovement"],
    error: "must not be more than maximumImprovement",
  })
  .refine((policy) => policy.smallYearsNeeded <= policy.smallYears, {
    path: ["smallYearsNeeded"],
    error: "must not be more than smallYears",
  });

export type Policy = z.infer<typeof policySchema>;

/** The example in DESIGN.md, because no policy is published. */
export const examplePolicy: Policy = {
  id: "example",
  version: "1.0.0",
  contributionRate: 0.2,
  minimumPeers: 10,
  universalImprovement: 0.3,
  maximumImprovement: 1.0,
  ceiling: 97.0,
  smallRoll: 30,
  smallYears: 3,
  smallYearsNeeded: 2,
  shock: 3,
  baselinePlaces: 6,
  targetPlaces: 1,
};

/** The id of a policy that was given without one and differs from the example policy. */
const changedId = `${examplePolicy.id}-changed`;

/**
 * The whole policy: fields that are not given have the value of the example policy.
 * @throws KindredError BAD_ARGUMENT naming the field and what is wrong with it
 */
export function readPolicy(given: unknown): Policy {
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  const whole = isObject ? completed(given) : given;
  return parseOrThrow(policySchema, whole, "BAD_ARGUMENT", (path) => (path ? `policy field ${path}` : "the policy"));
}

function completed(given: object): Record<string, unknown> {
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  const isChanged = fields.some(([name, value]) => examplePolicy[name as keyof Policy] !== value);
  return { ...examplePolicy, id: isChanged ? changedId : examplePolicy.id, ...Object.fromEntries(fields) };
}
