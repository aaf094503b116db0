// What is compared as a number, what as a category, and by which scale.

import type { ColumnName } from "kindred/plugin";
import { attendancePreset, byColumn, peerCount, weight } from "kindred/plugin";
import { z } from "zod";

type Weights = Record<ColumnName, number>;

const { urban, ...numbers } = attendancePreset;
const usual: { numeric: Weights; categorical: Weights } = {
  numeric: Object.fromEntries(Object.entries(numbers).map(([column, choice]) => [column, choice.weight])),
  categorical: { urban: urban!.weight },
};

export const parameters = z
  .strictObject({
    numeric: byColumn(weight).optional().describe("Columns that differ by how much, and what each weighs."),
    categorical: byColumn(weight).optional().describe("Columns that are equal or not, and what each weighs."),
    scale: z
      .enum(["p5p95", "range"])
      .default("p5p95")
      .describe(
        "The difference of a number that counts in full: from the block's 5th percentile to its 95th, or from its least to its most.",
      ),
    coverage: z
      .number()
      .min(0)
      .max(1)
      .default(0.6)
      .describe("Two schools are compared where both have columns of so much of the weight."),
    k: peerCount.default(20).describe("Peers a school is to have."),
  })
  .refine(
    ({ numeric = {}, categorical = {} }) => Object.keys(numeric).every((column) => !Object.hasOwn(categorical, column)),
    "a column is a number or a category, not both",
  )
  .transform(({ numeric, categorical, ...others }) =>
    numeric || categorical ? { numeric, categorical, ...others } : { ...usual, ...others },
  );

export type Parameters = z.infer<typeof parameters>;
