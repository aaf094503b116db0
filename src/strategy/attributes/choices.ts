// The attributes that schools are compared by, as parameters: columns, how they are read, and their weights.
import { z } from "zod";
import { circumstanceColumns } from "../../population/population.js";
import type { ColumnName } from "../contract.js";

/** The name of a column. Whether it exists is checked against the population or table that is matched. */
export const column = z
  .string()
  .min(1)
  .max(100)
  .meta({ examples: [...circumstanceColumns] });

const log = z
  .boolean()
  .default(false)
  .describe("Compare natural logarithms, so that 100 and 200 differ as much as 1,000 and 2,000. Below 1 counts as 1.");
const required = z
  .boolean()
  .default(false)
  .describe("A school without this figure is not matched; the median never replaces it.");

/** Of random numbers. */
export const seed = z.int().min(0).max(2_147_483_647).default(1);

/** The number of peers to find for each school. */
export const peerCount = z.int().min(1).max(200);

export const weight = z
  .number()
  .positive()
  .max(1e6)
  .describe("Weight relative to the other attributes: all weights are scaled to sum to 1.");

const weighted = z.strictObject({
  weight,
  scale: z
    .number()
    .positive()
    .optional()
    .describe("The difference that counts as 1. Default: the strategy's own measure of spread in the block."),
  log,
  required,
});

export interface Choice extends z.infer<typeof weighted> {
  readonly column: ColumnName;
}

/** An object from column to `value`, with at least one column. */
export function byColumn<Value extends z.ZodType>(value: Value) {
  return z
    .record(column, value)
    .refine((attributes) => Object.keys(attributes).length > 0, "name at least one attribute");
}

/** `{ "fsm": 2 }` or `{ "fsm": { "weight": 2, … } }`; both are parsed into the second form. */
export const weightedAttributes = byColumn(
  z.union([weight.transform((alone) => ({ weight: alone, log: false, required: false })), weighted], {
    error: "give a weight, or { weight, scale?, log?, required? }",
  }),
);

export type WeightedAttributes = z.infer<typeof weightedAttributes>;

/** The attributes in the order in which they are summed. */
export function choicesOf(attributes: WeightedAttributes): readonly Choice[] {
  return Object.entries(attributes).map(([name, choice]) => ({ ...choice, column: name as ColumnName }));
}

const unweighted = z.strictObject({ column, log });
const unweightedWithRequired = z.strictObject({ column, log, required });

/** `"fsm"` or `{ "column": "fsm", … }`; both are parsed into the second form, sorted by column, without duplicates. */
function listOf<Entry extends { column: ColumnName }>(entry: z.ZodType<Entry>) {
  return z
    .array(z.union([column.transform((alone) => entry.parse({ column: alone })), entry]))
    .min(1, "name at least one attribute")
    .refine((entries) => new Set(entries.map((one) => one.column)).size === entries.length, "name no attribute twice")
    .transform((entries) => entries.toSorted((a, b) => (a.column < b.column ? -1 : 1)));
}

/** Attributes that every school must have. */
export const attributeList = listOf(unweighted);

/** Attributes that each say whether they are required. */
export const attributeListWithRequired = listOf(unweightedWithRequired);
