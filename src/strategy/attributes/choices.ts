// What schools are compared by, as parameters name it: columns, how they are read, and what they weigh.
import { z } from "zod";
import { circumstanceColumns } from "../../population/population.js";
import type { ColumnName } from "../contract.js";

/** A column that parameters may name. Whether there is one is asked of what is to be matched. */
export const column = z
  .string()
  .min(1)
  .max(100)
  .meta({ examples: [...circumstanceColumns] });

const log = z
  .boolean()
  .default(false)
  .describe("Compare natural logarithms: twice as many pupils is as far at any size. Under 1 counts as 1.");
const required = z.boolean().default(false).describe("A school without it is not matched; no median stands in for it.");

/** How many peers a school may be asked to have. */
export const peerCount = z.int().min(1).max(200);

export const weight = z
  .number()
  .positive()
  .max(1e6)
  .describe("Relative to the others: all weights are made to sum to 1.");

const weighted = z.strictObject({
  weight,
  scale: z
    .number()
    .positive()
    .optional()
    .describe("A difference of so much counts as 1; unless given, what is usual in the block."),
  log,
  required,
});

export interface Choice extends z.infer<typeof weighted> {
  readonly column: ColumnName;
}

/** What is made of `of` by column; at least one. */
export function byColumn<Of extends z.ZodType>(of: Of) {
  return z.record(column, of).refine((attributes) => Object.keys(attributes).length > 0, "name at least one attribute");
}

/** `{ "fsm": 2 }`, or `{ "fsm": { "weight": 2, … } }`: both come out as the second. */
export const weightedAttributes = byColumn(
  z.union([weight.transform((alone) => ({ weight: alone, log: false, required: false })), weighted], {
    error: "give a weight, or { weight, scale?, log?, required? }",
  }),
);

export type WeightedAttributes = z.infer<typeof weightedAttributes>;

/** The attributes to go by, in the order in which they add up. */
export function choicesOf(attributes: WeightedAttributes): readonly Choice[] {
  return Object.entries(attributes).map(([name, choice]) => ({ ...choice, column: name as ColumnName }));
}

const read = z.strictObject({ column, log });
const readOrMissed = z.strictObject({ column, log, required });

/** `"fsm"`, or `{ "column": "fsm", … }`: both come out as the second, in order of column, none twice. */
function listOf<Entry extends { column: ColumnName }>(entry: z.ZodType<Entry>) {
  return z
    .array(z.union([column.transform((alone) => entry.parse({ column: alone })), entry]))
    .min(1, "name at least one attribute")
    .refine((entries) => new Set(entries.map((one) => one.column)).size === entries.length, "name no attribute twice")
    .transform((entries) => entries.toSorted((a, b) => (a.column < b.column ? -1 : 1)));
}

/** Attributes that every school must have. */
export const attributeList = listOf(read);

/** Attributes of which each says whether it is required. */
export const attributeListWithRequired = listOf(readOrMissed);
