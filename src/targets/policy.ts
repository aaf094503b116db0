// The policy: every number of the target arithmetic, versioned and stored whole with each set.
import { z } from "zod";
import { parseOrThrow } from "../errors.js";

const percentage = z.number().min(0).max(100);
const points = z.number().min(0).max(100);
const places = z.number().int().min(0).max(6);

/** Percentages are 0-100, improvements percentage points, rolls pupils. */
export const policySchema = z
  .strictObject({
    id: z.string().regex(/^[\w .-]{1,100}$/, "must be letters, digits, spaces, dots, dashes and underscores"),
    version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be a semantic version, such as 1.0.0"),
    /** Share of the gap to the cohort's median that a school is asked to close. */
    contributionRate: z.number().min(0).max(1),
    /** Fewer peers with a published figure than this: no contribution. */
    minimumPeers: z.int().min(1),
    /** What every school is asked for. */
    universalImprovement: points,
    maximumImprovement: points,
    /** No target above it; a school at it or above maintains. */
    ceiling: percentage,
    /** A roll below it is small: the baseline is the mean of several years. */
    smallRoll: z.int().min(0),
    /** Years, the base year among them, that a small school's mean looks at, and how many of them it needs. */
    smallYears: z.int().min(1).max(3),
    smallYearsNeeded: z.int().min(1).max(3),
    /** A baseline further than this from the mean of the two years before is for a person to look at. */
    shock: points,
    baselinePlaces: places,
    /** The database keeps targets to 0.1. */
    targetPlaces: z.literal(1),
  })
  .refine((policy) => policy.universalImprovement <= policy.maximumImprovement, {
    path: ["universalImprovement"],
    error: "is more than maximumImprovement",
  })
  .refine((policy) => policy.smallYearsNeeded <= policy.smallYears, {
    path: ["smallYearsNeeded"],
    error: "is more than smallYears",
  });

export type Policy = z.infer<typeof policySchema>;

/** Ours, for want of a published one: DESIGN's example. */
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

/** @throws KindredError BAD_ARGUMENT naming the field and what is wrong with it */
export function readPolicy(given: unknown): Policy {
  return parseOrThrow(policySchema, given, "BAD_ARGUMENT", (path) => `policy field ${path || "(whole)"}`);
}
