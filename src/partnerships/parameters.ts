// The parameters of a partnership plan.
import { z } from "zod";
import { parseOrThrow } from "../errors.js";

export const planParametersSchema = z.strictObject({
  /** The maximum number of schools per partner. */
  capacity: z.int().min(1).max(20).default(3),
  /** A school whose published attendance is at or above this seeks no partner. */
  seeksBelow: z.number().min(0).max(100).default(97),
  /** How far a partner's published attendance must be above the school's, percentage points. */
  minimumGap: z.number().min(0).max(100).default(0.5),
  sameTrustAllowed: z.boolean().default(false),
  /** Null: any distance, known or not. */
  withinKm: z.number().positive().nullable().default(100),
});
export type PlanParameters = z.infer<typeof planParametersSchema>;

/** Fills in the defaults. @throws KindredError BAD_PARAMETERS naming the field and what is wrong with it */
export function readPlanParameters(given: unknown): PlanParameters {
  return parseOrThrow(planParametersSchema, given, "BAD_PARAMETERS", (path) =>
    path ? `plan parameter ${path}` : "plan parameters",
  );
}
