// The rules for peers that a run can set. Peers are always of the same block and never of the same lineage.
import { z } from "zod";
import { parseParameters } from "./parameters.js";

const constraintsSchema = z.strictObject({
  publishedAttendance: z.boolean().default(true).describe("Peers have published attendance in the base year."),
  selectiveWithSelective: z
    .boolean()
    .default(true)
    .describe("Selective schools are peers only of selective schools; unknown counts as not selective."),
  notSameTrust: z.boolean().default(false).describe("Peers are in other trusts."),
  sameRegion: z.boolean().default(false).describe("Peers are in the same region; unknown matches none."),
  sameUrbanRural: z.boolean().default(false).describe("Urban with urban, rural with rural; unknown matches neither."),
  withinKm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Maximum kilometres to peers, in a straight line; unknown coordinates never qualify. Null: no limit."),
});

export type Constraints = z.infer<typeof constraintsSchema>;

/**
 * Fills in the defaults and sorts the keys, so that `JSON.stringify` of the result is canonical. Idempotent.
 * @throws KindredError BAD_PARAMETERS naming the key
 */
export function normaliseConstraints(raw: unknown): Constraints {
  return parseParameters(constraintsSchema, raw ?? {}, "constraints");
}
