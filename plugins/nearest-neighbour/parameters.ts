// The attributes to go by and their weights: a preset, or one's own.
import { z } from "zod";
import type { ColumnName } from "../../src/matching/contract.js";

const columns = [
  "roll",
  "fsm",
  "eal",
  "senSupport",
  "ehcPlans",
  "idaci",
  "polar4",
  "stability",
  "ks2",
  "ks2Reading",
  "ks2Maths",
  "attainment8",
  "urban",
] as const satisfies readonly ColumnName[];

const attribute = z.strictObject({
  weight: z.number().positive().max(1e6).describe("Relative to the others: all weights are made to sum to 1."),
  scale: z
    .number()
    .positive()
    .optional()
    .describe("A difference of so much counts as 1; unless given, the sample standard deviation over the block."),
  log: z
    .boolean()
    .default(false)
    .describe("Compare natural logarithms: twice as many pupils is as far at any size. Under 1 counts as 1."),
  required: z.boolean().default(false).describe("A school without it is not matched; no median stands in for it."),
});

type Attributes = Partial<Record<ColumnName, z.infer<typeof attribute>>>;

export type Choice = z.infer<typeof attribute> & { readonly column: ColumnName };

const [attendance, attainment] = ["attendance", "dfe-attainment-2026"] as const;

/** Ours: what goes with attendance, in hundredths. Urban is 0 or 1 and stays so. */
const attendancePreset: Attributes = {
  fsm: { weight: 30, log: false, required: true },
  idaci: { weight: 15, log: false, required: false },
  senSupport: { weight: 15, log: false, required: false },
  eal: { weight: 15, log: false, required: false },
  ehcPlans: { weight: 10, log: false, required: false },
  roll: { weight: 5, log: true, required: false },
  urban: { weight: 10, scale: 1, log: false, required: false },
};

/**
 * The attributes by which the Department for Education's attainment model of 2026 finds similar secondary schools. Scales:
 * its national standard deviations of May 2026 (3,262 schools). Weights: recovered from its published distances of
 * February 2026, not taken from a document.
 */
const attainmentPreset: Attributes = {
  ks2: { weight: 60, scale: 2.54724, log: false, required: true },
  fsm: { weight: 10, scale: 14.20985, log: false, required: true },
  eal: { weight: 8, scale: 18.06654, log: false, required: true },
  polar4: { weight: 5, scale: 1.00183, log: false, required: true },
  stability: { weight: 5, scale: 6.82636, log: false, required: true },
  idaci: { weight: 4, scale: 0.07773, log: false, required: true },
  senSupport: { weight: 4, scale: 5.70462, log: false, required: true },
  roll: { weight: 2, scale: 392.46604, log: false, required: true },
  ehcPlans: { weight: 2, scale: 1.96881, log: false, required: true },
};

const presets = {
  [attendance]: { attributes: attendancePreset, k: 20 },
  [attainment]: { attributes: attainmentPreset, k: 50 },
};

export const parameters = z
  .strictObject({
    preset: z.enum([attendance, attainment]).optional().describe("`attendance` unless attributes are given."),
    attributes: z
      .partialRecord(z.enum(columns), attribute)
      .refine((attributes) => Object.keys(attributes).length > 0, "name at least one attribute")
      .optional()
      .describe("One's own choice, in place of a preset."),
    k: z
      .int()
      .min(1)
      .max(200)
      .optional()
      .describe("Peers a school is to have: 20 unless given, 50 with the preset dfe-attainment-2026."),
  })
  .refine(({ preset, attributes }) => !(preset && attributes), "give a preset or attributes, not both")
  .transform(({ preset, attributes, k }) => {
    if (attributes) return { attributes, k: k ?? 20 };
    const chosen = preset ?? attendance;
    return { preset: chosen, k: k ?? presets[chosen].k };
  });

export type Parameters = z.infer<typeof parameters>;

/** The attributes to go by, in the order in which they add up. */
export function choicesOf(given: Parameters): readonly Choice[] {
  const attributes = given.attributes ?? presets[given.preset].attributes;
  return Object.entries(attributes).map(([column, choice]) => ({ ...choice, column: column as ColumnName }));
}
