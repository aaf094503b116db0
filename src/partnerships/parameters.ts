// The parameters of a plan of partnerships.
import { z } from "zod";
import { parseOrThrow } from "../errors.js";

export const planParametersSchema = z.strictObject({
  /** Schools one partner may have. */
  capacity: z.int().min(1).max(20).default(3),
  /** A school whose published attendance is at it or above seeks none. */
  seeksBelow: z.number().min(0).max(100).default(97),
  /** Percentage points of published attendance that a partner is above the school. */
  minimumGap: z.number().min(0).max(100).default(0.5),
  sameTrustAllowed: z.boolean().default(false),
  /** Null: however far, also where no distance is known. */
  withinKm: z.number().positive().nullable().default(100),
});
export type PlanParameters = z.infer<typeof planParametersSchema>;

/** Fills in the defaults. @throws KindredError BAD_PARAMETERS naming the field and what is wrong with it */
export function readPlanParameters(given: unknown): PlanParameters {
  return parseOrThrow(planParametersSchema, given, "BAD_PARAMETERS", (path) => `plan parameter ${path || "(whole)"}`);
}
