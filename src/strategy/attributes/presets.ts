// Choices of attributes that have a name, and the parameters of the strategies that take one.
import { z } from "zod";
import { type Choice, choicesOf, peerCount, type WeightedAttributes, weightedAttributes } from "./choices.js";

/** Ours: what goes with attendance, in hundredths. Urban is 0 or 1 and stays so. */
export const attendancePreset: WeightedAttributes = {
  fsm: { weight: 30, log: false, required: true },
  idaci: { weight: 15, log: false, required: false },
  senSupport: { weight: 15, log: false, required: false },
  eal: { weight: 15, log: false, required: false },
  ehcPlans: { weight: 10, log: false, required: false },
  roll: { weight: 5, log: true, required: false },
  urban: { weight: 10, scale: 1, log: false, required: false },
};

/** The same, for strategies that weigh them themselves. */
export const attendanceAttributes = [
  { column: "fsm", required: true },
  "idaci",
  "senSupport",
  "eal",
  "ehcPlans",
  { column: "roll", log: true },
  "urban",
];

/**
 * The attributes by which the Department for Education's attainment model of 2026 finds similar secondary schools. Scales:
 * its national standard deviations of May 2026 (3,262 schools). Weights: recovered from its published distances of
 * February 2026, not taken from a document.
 */
const attainmentPreset: WeightedAttributes = {
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

const [attendance, attainment] = ["attendance", "dfe-attainment-2026"] as const;

const presets = {
  [attendance]: { attributes: attendancePreset, k: 20 },
  [attainment]: { attributes: attainmentPreset, k: 50 },
};

/** Of a strategy that goes by weights: spread into its strict object, then `.refine(isOneChoice, oneChoice)` and `fillIn`. */
export const presetShape = {
  preset: z.enum([attendance, attainment]).optional().describe("`attendance` unless attributes are given."),
  attributes: weightedAttributes.optional().describe("One's own choice, in place of a preset."),
  k: peerCount
    .optional()
    .describe("Peers a school is to have: 20 unless given, 50 with the preset dfe-attainment-2026."),
};

type Given = z.infer<z.ZodObject<typeof presetShape>>;

export const isOneChoice = ({ preset, attributes }: Given): boolean => !(preset && attributes);

/** The message where `isOneChoice` is false. */
export const oneChoice = "give a preset or attributes, not both";

/** Names the preset and the number of peers where they were left open. */
export function fillIn({ preset = attendance, attributes, k }: Given) {
  return attributes ? { attributes, k: k ?? 20 } : { preset, k: k ?? presets[preset].k };
}

/** The attributes to go by, in the order in which they add up. */
export function chosenAttributes(given: ReturnType<typeof fillIn>): readonly Choice[] {
  return choicesOf(given.attributes ?? presets[given.preset].attributes);
}
