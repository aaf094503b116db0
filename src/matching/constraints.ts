// Who may be whose peer, as parameters of a run. Block and lineage are no options: they always hold.
import { z } from "zod";
import { parseParameters } from "./parameters.js";

export const constraintsSchema = z.strictObject({
  publishedAttendance: z.boolean().default(true).describe("Peers have published attendance in the base year."),
  selectiveWithSelective: z
    .boolean()
    .default(true)
    .describe("Selective schools go with selective ones only; unknown counts as not selective."),
  notSameTrust: z.boolean().default(false).describe("No peer of the school's own trust."),
  sameRegion: z.boolean().default(false).describe("Peers of the school's own region; an unknown one is nobody's."),
  sameUrbanRural: z.boolean().default(false).describe("Urban with urban, rural with rural; unknown with nobody."),
  withinKm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      "Peers at most so many kilometres away in a straight line; unknown coordinates are never within. Null: any.",
    ),
});

export type Constraints = z.infer<typeof constraintsSchema>;

/**
 * Fills in the defaults. Its own result comes back unchanged, keys sorted, so that `JSON.stringify` of it is canonical.
 * @throws KindredError BAD_PARAMETERS naming the key
 */
export function normaliseConstraints(raw: unknown): Constraints {
  return parseParameters(constraintsSchema, raw ?? {}, "constraints");
}
