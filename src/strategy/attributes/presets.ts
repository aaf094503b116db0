// Named sets of attributes (presets), and the parameters of strategies that accept one.
import { z } from "zod";
import { type Choice, choicesOf, peerCount, type WeightedAttributes, weightedAttributes } from "./choices.js";

/** Our own weights for attendance, in hundredths. `urban` is 0 or 1, with scale 1. */
export const attendancePreset: WeightedAttributes = {
  fsm: { weight: 30, log: false, required: true },
  idaci: { weight: 15, log: false, required: false },
  senSupport: { weight: 15, log: false, required: false },
  eal: { weight: 15, log: false, required: false },
  ehcPlans: { weight: 10, log: false, required: false },
  roll: { weight: 5, log: true, required: false },
  urban: { weight: 10, scale: 1, log: false, required: false },
};

/** The same attributes, for strategies that set the weights themselves. */
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
 * The attributes that the Department for Education's attainment model of 2026 uses to find similar secondary schools.
 * Scales: its national standard deviations of May 2026 (3,262 schools). Weights: recovered from its published distances
 * of February 2026, not taken from a document.
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

const attendance = "attendance";
const attainment = "dfe-attainment-2026";

const presets = {
  [attendance]: { attributes: attendancePreset, k: 20 },
  [attainment]: { attributes: attainmentPreset, k: 50 },
};

/**
 * Parameters of a strategy with weighted attributes: spread this into its strict object, then add
 * `.refine(isPresetOrAttributes, presetOrAttributes)` and `.transform(withDefaults)`.
 */
export const presetShape = {
  preset: z
    .enum([attendance, attainment])
    .optional()
    .describe("A named set of attributes. Default: `attendance`, unless `attributes` is given."),
  attributes: weightedAttributes.optional().describe("Your own attributes and weights, in place of a preset."),
  k: peerCount.optional().describe("Number of peers to find. Default: 20, or 50 with the preset dfe-attainment-2026."),
};

type Given = z.infer<z.ZodObject<typeof presetShape>>;

export const isPresetOrAttributes = ({ preset, attributes }: Given): boolean => !(preset && attributes);

/** The message when `isPresetOrAttributes` is false. */
export const presetOrAttributes = "give a preset or attributes, not both";

/** Fills in the preset and the number of peers if they are not given. */
export function withDefaults({ preset = attendance, attributes, k }: Given) {
  return attributes ? { attributes, k: k ?? 20 } : { preset, k: k ?? presets[preset].k };
}

/** The attributes of a strategy's parameters, in the order in which they are summed. */
export function chosenAttributes(given: ReturnType<typeof withDefaults>): readonly Choice[] {
  return choicesOf(given.attributes ?? presets[given.preset].attributes);
}
